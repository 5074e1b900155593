package io.poolwatch.model;

/** Whether a server may take traffic, as far as probes tell. */
public enum OperationalState {
  /** Nothing is known yet, or nothing any more. */
  UNKNOWN,
  UP,
  /** Serves what it has, wants nothing new. */
  STOPPING,
  DOWN
}
