package io.poolwatch.model;

/** Whether a server may take traffic, as far as probes tell. */
public enum OperationalState {
  /** Nothing is known yet, or nothing any more. */
  UNKNOWN,
  UP,
  /** Serves what it has, wants nothing new. */
  STOPPING,
  DOWN;

  /**
   * The state of a server that several checks look at, all of which must pass: DOWN if one says so,
   * else UNKNOWN while one does not know, else STOPPING if one says so, else UP. Commutative and
   * associative, so that any number can be taken together two by two; {@link #UP} changes nothing.
   */
  public OperationalState and(OperationalState other) {
    if (this == DOWN || other == DOWN) {
      return DOWN;
    }
    if (this == UNKNOWN || other == UNKNOWN) {
      return UNKNOWN;
    }
    return this == STOPPING || other == STOPPING ? STOPPING : UP;
  }
}
