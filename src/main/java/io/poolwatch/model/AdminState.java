package io.poolwatch.model;

/** Whether a server is wanted in service; the stricter states come later. */
public enum AdminState {
  READY,
  /** No new traffic; probing goes on. */
  DRAIN,
  /** Out of service; not probed, but its agent is still asked. */
  MAINT
}
