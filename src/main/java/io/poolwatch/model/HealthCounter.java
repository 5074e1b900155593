package io.poolwatch.model;

/**
 * HAProxy's health counter as a value: 0 to rise+fall−1, bad below rise, good from rise on, so that
 * only consecutive results count.
 *
 * <p>Source: HAProxy {@code src/check.c}, {@code check_notify_failure} and {@code
 * check_notify_success}; reference section 3.
 *
 * @param rule the rise and fall it counts by
 * @param value 0 to rise+fall−1; 0 while the state is UNKNOWN
 * @param state the state that the counter stands for
 */
public record HealthCounter(HealthRule rule, int value, OperationalState state) {

  /** The counter of a server that was never probed. */
  public static HealthCounter initial(HealthRule rule) {
    return switch (rule.init()) {
      case UNKNOWN -> new HealthCounter(rule, 0, OperationalState.UNKNOWN);
      case NONE, UP -> new HealthCounter(rule, rule.rise(), OperationalState.UP);
      case FULLY_UP -> new HealthCounter(rule, rule.full(), OperationalState.UP);
      case DOWN -> new HealthCounter(rule, rule.rise() - 1, OperationalState.DOWN);
      case FULLY_DOWN -> new HealthCounter(rule, 0, OperationalState.DOWN);
    };
  }

  /** A counter that agrees with a verdict that stands already, with full or no credit. */
  public static HealthCounter standing(HealthRule rule, OperationalState verdict) {
    return switch (verdict) {
      case UNKNOWN -> new HealthCounter(rule, 0, OperationalState.UNKNOWN);
      case UP, STOPPING -> new HealthCounter(rule, rule.full(), verdict);
      case DOWN -> new HealthCounter(rule, 0, OperationalState.DOWN);
    };
  }

  /** The counter after one more probe; the same one if the probe says nothing of health. */
  public HealthCounter apply(Outcome outcome) {
    return switch (outcome) {
      case INCONCLUSIVE, NEUTRAL -> this;
      case FAILED -> failed();
      case PASSED -> passed(OperationalState.UP);
      case CONDITIONAL -> passed(OperationalState.STOPPING);
    };
  }

  private HealthCounter failed() {
    int left = value - 1;
    return left < rule.rise()
        ? new HealthCounter(rule, 0, OperationalState.DOWN)
        : new HealthCounter(rule, left, state);
  }

  private HealthCounter passed(OperationalState good) {
    if (state == OperationalState.UNKNOWN) {
      return new HealthCounter(rule, rule.full(), good);
    }
    int risen = Math.min(value + 1, rule.full());
    return risen >= rule.rise()
        ? new HealthCounter(rule, rule.full(), good)
        : new HealthCounter(rule, risen, state);
  }

  /** Full credit: only {@code fall} failures in a row can take the server down. */
  public boolean settledUp() {
    return state != OperationalState.UNKNOWN && value == rule.full();
  }

  /** No credit: only {@code rise} passes in a row can bring the server up. */
  public boolean settledDown() {
    return state == OperationalState.DOWN && value == 0;
  }

  /** Whether it is on no way: with full credit, or with none. */
  public boolean settled() {
    return settledUp() || settledDown();
  }

  /** HAProxy's display: {@code 2/3 UP}, {@code 1/2 DOWN}. */
  public String display() {
    return switch (state) {
      case UNKNOWN -> "UNKNOWN";
      case DOWN -> value + "/" + rule.rise() + " DOWN";
      case UP, STOPPING -> (value - rule.rise() + 1) + "/" + rule.fall() + " " + state;
    };
  }
}
