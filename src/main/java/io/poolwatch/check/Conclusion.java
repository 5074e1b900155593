package io.poolwatch.check;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.TlsInfo;
import java.time.Duration;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Turns how a probe came to its end into its last action.
 *
 * @param script what was done
 * @param closePolicy how the connection is ended
 * @param maxLag lateness or pause of our own from which a time-out says nothing
 * @param watch knows how long everything took
 */
record Conclusion(CheckScript script, ClosePolicy closePolicy, Duration maxLag, Stopwatch watch) {

  /** The way to close a connection between two of the script's. */
  CloseMode closeBetween(Link link) {
    return link.closeMode(script, closePolicy, true);
  }

  /** What was found out is the result. */
  Action.Conclude of(Finding finding, Link link, @Nullable TlsInfo tls) {
    boolean pass = finding.outcome().pass();
    CloseMode mode = link.closeMode(script, closePolicy, pass);
    boolean polite = pass && mode == CloseMode.GRACEFUL && link.heard();
    ByteString goodbye = polite ? script.goodbye() : ByteString.emptyByteString();
    return new Action.Conclude(finding.result(watch.stop(), tls), mode, goodbye);
  }

  /**
   * What the end of an attempt is if nothing that came before it decides.
   *
   * @param index of the step that is waited for
   * @param talk the dialogue that is waited in; null outside of one
   */
  Finding broken(ConnectionEvent ending, int index, Link link, Reply reply, @Nullable Talk talk) {
    Place place = new Place(script, index, link.destination());
    if (ending instanceof ConnectionEvent.Failed failed) {
      return Finding.failed(failed, place, watch.sinceOpened());
    }
    if (ending instanceof ConnectionEvent.TimedOut timedOut) {
      var pending =
          new Finding.Pending(
              reply,
              link.unsent(),
              talk == null ? null : talk.pending(),
              talk == null ? null : talk.timeoutStatus());
      return Finding.timedOut(timedOut, place, pending, maxLag);
    }
    return Finding.abandoned(place);
  }

  /** What the expect at an index is that was not met. */
  Finding unmet(int index, Expectations.Judgement judgement, Link link, Reply reply) {
    Step.Expect expect = (Step.Expect) script.steps().get(index);
    Place place = new Place(script, index, link.destination());
    return Finding.unmet(expect, judgement, reply, place, link.failure());
  }
}
