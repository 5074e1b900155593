package io.poolwatch.model;

/**
 * Counts what probes cost and how late they start. Called by many threads at once; never blocks.
 */
public interface ProbeMeter {

  /** A probe was started so many nanoseconds after it was due. */
  void started(long lagNanos);

  /** A probe has its result. */
  void finished(ServerId server, CheckResult result);

  /** Due slots went by while the server's last probe was still running. */
  void skipped(int slots);

  /** A name could not be looked up. */
  void lookupFailed();
}
