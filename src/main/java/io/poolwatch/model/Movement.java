package io.poolwatch.model;

/** What a conclusive result did to the counter of a check. */
public enum Movement {
  /** It left the place where it was settled, or is still on its way. */
  AWAY,
  /** It has settled elsewhere. */
  ARRIVED,
  /** It is back where it was settled. */
  BACK;

  /**
   * From one counter to another one.
   *
   * @param before a counter that has counted something already
   */
  public static Movement of(HealthCounter before, HealthCounter after) {
    if (!after.settled()) {
      return AWAY;
    }
    return after.state() == before.state() ? BACK : ARRIVED;
  }
}
