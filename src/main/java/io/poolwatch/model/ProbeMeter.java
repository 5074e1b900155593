package io.poolwatch.model;

import org.apache.pekko.util.ByteString;

/**
 * Counts what probes cost and how late they start. Called by many threads at once; never blocks.
 */
public interface ProbeMeter {

  /** A probe was started so many nanoseconds after it was due. */
  void started(long lagNanos);

  /** A probe has its result. */
  void finished(ServerId server, CheckResult result);

  /** How a server's reply to a probe that failed began; never empty. Comes before the result. */
  default void replied(ServerId server, ByteString beginning) {}

  /**
   * A server is not probed here any more as it was: it is configured otherwise from now on, or
   * other nodes probe it. Comes behind the last result of the probes before.
   */
  default void ended(ServerId server) {}

  /** Due slots went by while the server's last probe was still running. */
  void skipped(int slots);

  /** A name could not be looked up. */
  void lookupFailed();
}
