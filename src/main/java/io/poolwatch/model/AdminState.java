package io.poolwatch.model;

/** What an operator wants of a server. */
public enum AdminState {
  READY,
  /** No new traffic; probing goes on. */
  DRAIN,
  /** Out of service; not probed. */
  MAINT
}
