package io.poolwatch.cluster;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import io.poolwatch.event.PrintableText;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Vote;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A vote on the wire; like a {@link FleetMessage}, whose part it is, it may grow at its end alone.
 *
 * @param reason the result that decided; null if none did
 */
@JsonFormat(shape = Shape.ARRAY)
record WireVote(
    String pool,
    String server,
    String hash,
    long seq,
    Vote.Choice choice,
    @Nullable Reason reason) {

  /** A vote of a newer node with a word that is unknown here is an abstention. */
  @SuppressWarnings("NullAway") // Jackson reads an unknown word as null.
  public WireVote {
    Objects.requireNonNull(pool);
    Objects.requireNonNull(server);
    Objects.requireNonNull(hash);
    choice = choice == null ? Vote.Choice.ABSTAIN : choice;
  }

  /** Takes back what was voted before. */
  static WireVote withdrawn(VoteBook.Subject subject, long seq) {
    return of(subject, new Vote("", seq, Vote.Choice.ABSTAIN, null));
  }

  static WireVote of(VoteBook.Subject subject, Vote vote) {
    CheckResult evidence = vote.evidence();
    return new WireVote(
        subject.server().pool(),
        subject.server().server(),
        subject.hash(),
        vote.seq(),
        vote.choice(),
        evidence == null ? null : Reason.of(evidence));
  }

  VoteBook.Subject subject() {
    return new VoteBook.Subject(new ServerId(pool, server), hash);
  }

  Vote vote(String voter) {
    return new Vote(voter, seq, choice, reason == null ? null : reason.result());
  }

  /**
   * A result on the wire, with what tells an operator why.
   *
   * @param check see {@link CheckResult#check()}
   * @param ownInfo see {@link CheckResult#ownInfo()}; a node that does not know of it sends none,
   *     so that its {@code info} is taken for words that are all our own, but for quotes
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Reason(
      Outcome outcome,
      CheckStatus status,
      int code,
      String info,
      Phase phase,
      long connectNanos,
      long tlsNanos,
      long sendNanos,
      long firstByteNanos,
      long totalNanos,
      @Nullable String check,
      @Nullable String ownInfo) {
    /** Longer texts are cut, bytes of UTF-8: a bucket of votes has to fit into one message. */
    static final int LONGEST_INFO = 200;

    /** So much of that is for the text in our own words alone, if there is one. */
    static final int LONGEST_OWN_INFO = 80;

    /** What a newer node says with a word that is unknown here says nothing of health. */
    @SuppressWarnings("NullAway") // Jackson reads an unknown word as null.
    public Reason {
      outcome = outcome == null ? Outcome.INCONCLUSIVE : outcome;
      status = status == null ? CheckStatus.UNK : status;
      phase = phase == null ? Phase.RESOLVE : phase;
      Objects.requireNonNull(info);
    }

    static Reason of(CheckResult result) {
      Timings timings = result.timings();
      String own = result.ownInfo();
      return new Reason(
          result.outcome(),
          result.status(),
          result.code(),
          WireText.cut(result.info(), own == null ? LONGEST_INFO : LONGEST_INFO - LONGEST_OWN_INFO),
          result.phase(),
          timings.connectNanos(),
          timings.tlsNanos(),
          timings.sendNanos(),
          timings.firstByteNanos(),
          timings.totalNanos(),
          result.check() == null ? null : PrintableText.wellFormed(result.check()),
          own == null ? null : WireText.cut(own, LONGEST_OWN_INFO));
    }

    CheckResult result() {
      Timings timings = new Timings(connectNanos, tlsNanos, sendNanos, firstByteNanos, totalNanos);
      return new CheckResult(
          outcome, status, code, info, phase, timings, null, null, check, ownInfo);
    }
  }
}
