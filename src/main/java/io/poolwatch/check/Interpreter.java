package io.poolwatch.check;

import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import java.time.Duration;

/**
 * Carries out the script of one probe: is told what happens and says what to do next, and at last
 * the result. Pure; used by one thread at a time.
 */
public interface Interpreter {

  /** The first thing to do; called once. */
  Action start();

  /** What to do after an event. */
  Action on(ConnectionEvent event);

  /**
   * The interpreter that a script needs.
   *
   * @param startNanos when the probe began, {@code System.nanoTime()}
   * @param maxResponseBytes budget of received bytes between two sends
   * @param maxLag lateness or pause of our own from which a time-out says nothing
   * @param close how connections are ended
   */
  static Interpreter of(
      CheckScript script,
      long startNanos,
      int maxResponseBytes,
      Duration maxLag,
      ClosePolicy close) {
    return script.steps().get(0) instanceof Step.Execute execute
        ? new Execution(execute.plan(), startNanos, maxLag)
        : new Exchange(script, startNanos, maxResponseBytes, maxLag, close);
  }
}
