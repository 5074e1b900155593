package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * One vantage's view of a server.
 *
 * @param voter the vantage: the unique name of the node's present incarnation
 * @param seq grows with each vote of this voter for this server
 * @param choice what it says
 * @param evidence the result that decided; null if no probe has decided yet
 */
public record Vote(String voter, long seq, Choice choice, @Nullable CheckResult evidence) {

  /**
   * The name of the node that cast it: what stands before the {@code @} of the voter's unique name.
   */
  public String node() {
    int end = voter.indexOf('@');
    return end < 0 ? voter : voter.substring(0, end);
  }

  /** What a vote can say. */
  public enum Choice {
    UP,
    STOPPING,
    DOWN,
    /** Nothing: not probed yet, or not conclusively for too long. */
    ABSTAIN;

    /** The vote that stands for a state. */
    public static Choice of(OperationalState state) {
      return switch (state) {
        case UNKNOWN -> ABSTAIN;
        case UP -> UP;
        case STOPPING -> STOPPING;
        case DOWN -> DOWN;
      };
    }
  }
}
