package io.poolwatch.model;

/** What one probe says about its server. */
public enum Outcome {
  /** The server answered as expected. */
  PASSED,
  /** The server answered in the way that asks for no new traffic: it counts as a pass, STOPPING. */
  CONDITIONAL,
  /** The server did not answer as expected. */
  FAILED,
  /** The server's agent answered, but said nothing of health: that stays as it is. */
  NEUTRAL,
  /** The probe says nothing about the server: counter and vote stay as they are. */
  INCONCLUSIVE;

  /** Whether this outcome may move a health counter. */
  public boolean conclusive() {
    return this != INCONCLUSIVE && this != NEUTRAL;
  }

  /** Whether there was an answer, whatever it says of health. */
  public boolean heard() {
    return this != INCONCLUSIVE;
  }

  /** Whether the server did what was expected of it, conditionally or not. */
  public boolean pass() {
    return this == PASSED || this == CONDITIONAL;
  }
}
