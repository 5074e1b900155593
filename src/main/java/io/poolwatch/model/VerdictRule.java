package io.poolwatch.model;

/** How many of the votes that say something must say DOWN. */
public enum VerdictRule {
  /** More than half; a tie keeps the server in service. */
  MAJORITY,
  /** One. */
  ANY,
  /** Every one. */
  ALL;

  boolean down(int saying, int voting) {
    return switch (this) {
      case MAJORITY -> 2 * saying > voting;
      case ANY -> saying >= 1;
      case ALL -> voting >= 1 && saying == voting;
    };
  }
}
