package io.poolwatch.cluster;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the fleet's actor knows of one server; used by its thread alone. */
final class Ballot {
  final VoteBook.Subject subject;
  final Fleet.Profile profile;

  /** The nodes that probe it, the first rank first. */
  List<Peer> vantages = List.of();

  /** When this node probes it; null if it does not. */
  @Nullable Turn turn;

  /** The unique name under which this node was made its vantage; null if it is none. */
  @Nullable String assigned;

  /** What this node voted last; null if it did not. */
  @Nullable Vote own;

  /** Whether this node's counter is away from where it was settled. */
  boolean away;

  /** Where this vantage begins, if nobody was there yet to be told so; else null. */
  Duty.@Nullable Standing standing;

  /** What was told last; null before anything was. */
  @Nullable Verdict told;

  Ballot(ServerId server, Fleet.Profile profile) {
    this.subject = VoteBook.Subject.of(server, profile.specHash());
    this.profile = profile;
  }

  /** The verdict that follows from the votes of the vantages; of those that are not heard, none. */
  Verdict verdict(VoteBook book, Predicate<Peer> heard, VerdictRule rule, boolean quorate) {
    List<Vote> votes = new ArrayList<>(vantages.size());
    for (Peer vantage : vantages) {
      Vote vote = book.of(subject, vantage.voter());
      votes.add(
          vote != null && heard.test(vantage)
              ? vote
              : new Vote(vantage.voter(), 0, Vote.Choice.ABSTAIN, null));
    }
    return Verdict.of(votes, rule, quorate);
  }

  /** Whether all vantages that are heard have voted, and none of them abstains. */
  boolean complete(VoteBook book, Predicate<Peer> heard) {
    for (Peer vantage : vantages) {
      Vote vote = book.of(subject, vantage.voter());
      if ((vote == null || vote.choice() == Vote.Choice.ABSTAIN) && heard.test(vantage)) {
        return false;
      }
    }
    return true;
  }

  /** How the server stands for a vantage that is new: by what was told, else by the others. */
  Duty.@Nullable Standing standing(
      VoteBook book, Predicate<Peer> heard, VerdictRule rule, String self) {
    Verdict best = told;
    if (best == null || best.state() == OperationalState.UNKNOWN) {
      best = ofOthers(book, heard, rule, self);
    }
    if (best.state() == OperationalState.UNKNOWN) {
      return null;
    }
    Vote.Choice said = Vote.Choice.of(best.state());
    return new Duty.Standing(
        best.state(),
        best.votes().stream()
            .filter(vote -> vote.choice() == said && vote.evidence() != null)
            .map(Vote::evidence)
            .findFirst()
            .orElse(null));
  }

  /** Whether this is what this node voted last; why a server is well is no news, why not, is. */
  boolean says(String voter, Vote.Choice choice, @Nullable CheckResult evidence) {
    Vote last = own;
    return last != null
        && last.voter().equals(voter)
        && last.choice() == choice
        && (choice == Vote.Choice.UP || sameReason(last.evidence(), evidence));
  }

  private static boolean sameReason(@Nullable CheckResult before, @Nullable CheckResult now) {
    return Objects.equals(before, now)
        || (before != null && now != null && now.sameVerdict(before));
  }

  /** Whether this node suspects it, or calls it down. */
  boolean bad() {
    return turn != null && (away || (own != null && own.choice() == Vote.Choice.DOWN));
  }

  /** Whether the other vantages that have a say call it well. */
  boolean wellToOthers(VoteBook book, Predicate<Peer> heard, VerdictRule rule, String self) {
    OperationalState others = ofOthers(book, heard, rule, self).state();
    return others == OperationalState.UP || others == OperationalState.STOPPING;
  }

  /** The verdict that would follow if this node had no vote. */
  private Verdict ofOthers(VoteBook book, Predicate<Peer> heard, VerdictRule rule, String self) {
    return verdict(book, peer -> !peer.voter().equals(self) && heard.test(peer), rule, true);
  }
}
