package io.poolwatch.check;

import static io.poolwatch.model.CheckResult.NO_CODE;

import io.poolwatch.check.Expectations.Judgement;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CheckStatus.Ending;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.DurationText;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a probe came to: all of its result but how long it took. The functions here are the table
 * from what ended a probe to status and words.
 */
record Finding(
    Outcome outcome,
    CheckStatus status,
    int code,
    String info,
    Phase phase,
    @Nullable AgentReply agent,
    @Nullable String ownInfo) {
  /** Longer infos are cut: they may hold text that a peer chose. */
  static final int MOST_INFO = 400;

  Finding {
    info = cut(info);
    ownInfo = ownInfo == null ? null : cut(ownInfo);
  }

  private static String cut(String text) {
    if (text.length() <= MOST_INFO) {
      return text;
    }
    boolean pair = Character.isHighSurrogate(text.charAt(MOST_INFO - 1));
    return text.substring(0, pair ? MOST_INFO - 1 : MOST_INFO) + "…";
  }

  /** What anything but a conversation with an agent came to. */
  Finding(Outcome outcome, CheckStatus status, int code, String info, Phase phase) {
    this(outcome, status, code, info, phase, null, null);
  }

  private static Finding of(CheckStatus status, String info, Phase phase) {
    return new Finding(status.outcome(), status, NO_CODE, info, phase);
  }

  /** The result, with how long it took and what TLS came to. */
  CheckResult result(Timings timings, @Nullable TlsInfo tls) {
    return new CheckResult(outcome, status, code, info, phase, timings, tls, agent, null, ownInfo);
  }

  /** All steps are done: the last one names the layer. */
  static Finding passed(Step last, boolean secured) {
    if (last instanceof Step.Expect expect) {
      String info = expect.onSuccess() == null ? "" : expect.onSuccess();
      return of(expect.okStatus(), info, Phase.RECEIVE);
    }
    if (last instanceof Step.Send) {
      return of(CheckStatus.L7OK, "", Phase.SEND);
    }
    return secured ? of(CheckStatus.L6OK, "", Phase.TLS) : of(CheckStatus.L4OK, "", Phase.CONNECT);
  }

  /** A dialogue is done. */
  static Finding concluded(Dialogue.Done done) {
    return new Finding(
        done.outcome(),
        done.status(),
        done.code(),
        done.info(),
        Phase.RECEIVE,
        done.agent(),
        done.ownInfo());
  }

  /** An expect was not met. */
  static Finding unmet(
      Step.Expect expect, Judgement judgement, Reply reply, Place place, @Nullable Failure after) {
    CheckStatus status = expect.errorStatus();
    if (expect.onError() != null) {
      return of(status, expect.onError(), Phase.RECEIVE);
    }
    String what = expect.matcher().describe();
    String info =
        switch (judgement) {
          case EMPTY -> "empty reply" + place.step() + ": the peer closed without a byte";
          case UNWANTED -> "reply matched unwanted " + what + place.shortStep() + got(reply);
          default -> "reply did not match " + what + place.shortStep() + got(reply);
        };
    String then = after == null ? "" : ", then " + after.detail();
    return of(status, info + then, Phase.RECEIVE);
  }

  /** The transport failed and nothing that came before decides. */
  static Finding failed(Failed event, Place place, long nanos) {
    Failure failure = event.failure();
    Phase phase = event.phase();
    boolean local = failure.kind().layer() == Failure.Layer.LOCAL;
    boolean tls = failure.kind().layer() == Failure.Layer.TLS;
    CheckStatus status = CheckStatus.of(phase, Ending.FAILURE);
    if (local) {
      status = CheckStatus.SOCKERR;
    } else if (tls) {
      status = CheckStatus.L6RSP;
    }
    String info =
        (local ? "local fault: " : "")
            + failure.detail()
            + doing(phase, place)
            + " after "
            + DurationText.ofNanos(nanos)
            + place.step();
    return new Finding(
        local ? Outcome.INCONCLUSIVE : status.outcome(), status, NO_CODE, info, phase);
  }

  /**
   * The deadline passed. If we were late or held it up ourselves for longer than the given lag,
   * that says nothing about the server.
   */
  static Finding timedOut(TimedOut event, Place place, Pending pending, Duration maxLag) {
    Step step = place.current();
    CheckStatus layer = CheckStatus.of(event.phase(), Ending.TIMEOUT);
    String info = pending.at(event, place);
    String doubt = doubt(event, maxLag);
    if (!doubt.isEmpty()) {
      String said = info + "; inconclusive: " + doubt;
      return new Finding(Outcome.INCONCLUSIVE, layer, NO_CODE, said, event.phase());
    }
    return of(pending.status(event.phase(), step, layer), info, event.phase());
  }

  /** The attempt was closed while its script was still under way. */
  static Finding abandoned(Place place) {
    String info = "closed by ourselves while talking to " + place.destination() + place.step();
    return new Finding(Outcome.INCONCLUSIVE, CheckStatus.SOCKERR, NO_CODE, info, Phase.CLOSE);
  }

  /** Why a time-out may be our own fault; empty if it is not. */
  static String doubt(TimedOut event, Duration maxLag) {
    String limit = " (more than max-lag, " + DurationText.of(maxLag) + ")";
    if (event.late().compareTo(maxLag) > 0) {
      return "its timer fired " + DurationText.of(event.late()) + " late" + limit;
    }
    if (event.paused().compareTo(maxLag) > 0) {
      return "this process held it up for " + DurationText.of(event.paused()) + limit;
    }
    return "";
  }

  private static String doing(Phase phase, Place place) {
    String to =
        switch (phase) {
          case RESOLVE -> " while looking up ";
          case CONNECT -> " while connecting to ";
          case TLS -> " during the TLS handshake with ";
          case SEND -> " while sending to ";
          case RECEIVE -> " while waiting for a reply from ";
          case CLOSE -> " while closing the connection to ";
        };
    return to + place.destination();
  }

  private static String got(Reply reply) {
    return ": got " + Excerpt.withSize(reply.data(), reply.length());
  }

  /**
   * What was still to come when the deadline passed.
   *
   * @param reply what had come of the reply
   * @param unsent bytes of the request that had not left
   * @param wanted what a dialogue was waiting for; null outside of one
   * @param said the status that a dialogue has for a time-out; null if it has none
   */
  record Pending(Reply reply, int unsent, @Nullable String wanted, @Nullable CheckStatus said) {

    /** The status of a time-out: that which the step has for it, else that of the layer. */
    private CheckStatus status(Phase phase, Step step, CheckStatus layer) {
      if (phase != Phase.RECEIVE) {
        return layer;
      }
      if (step instanceof Step.Expect expect) {
        return expect.timeoutStatus();
      }
      return said == null ? layer : said;
    }

    private String at(TimedOut event, Place place) {
      String within = " within " + DurationText.of(event.limit());
      String peer = place.destination().toString();
      return switch (event.phase()) {
        case RESOLVE -> "no address of " + peer + within;
        case CONNECT -> "no connection to " + peer + within;
        case TLS -> "no TLS handshake with " + peer + within;
        case SEND ->
            Excerpt.bytes(unsent) + " of the request not taken by " + peer + within + place.step();
        case RECEIVE -> reading(peer, within, place);
        case CLOSE -> "connection to " + peer + " not closed" + within;
      };
    }

    private String reading(String peer, String within, Place place) {
      Step step = place.current();
      if (wanted != null && !reply.empty()) {
        return "incomplete reply from " + peer + within + place.step() + ": " + wanted;
      }
      if (reply.length() == 0) {
        return "no reply from " + peer + within + place.step();
      }
      if (step instanceof Step.Expect expect && expect.not() && expect.minRecv() < 0) {
        return "connection still open"
            + within
            + place.step()
            + got(reply)
            + ", but only its end could prove that nothing unwanted follows"
            + " (set min-recv to decide earlier)";
      }
      return "no match from " + peer + within + place.step() + got(reply);
    }
  }
}
