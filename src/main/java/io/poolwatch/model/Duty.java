package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * What the fleet wants this node to do for a server.
 *
 * @param specHash hash of the server's resolved configuration that it is about
 * @param turn when it probes the server; null if it does not
 * @param standing where a vantage begins that is new: the verdict as it stands, and what it rests
 *     on; null if it goes on as it was
 */
public record Duty(String specHash, @Nullable Turn turn, @Nullable Standing standing) {

  /**
   * How a server stands.
   *
   * @param state UNKNOWN if nothing is known of it
   * @param evidence the result that it rests on; null if none is known
   */
  public record Standing(OperationalState state, @Nullable CheckResult evidence) {
    /** Nothing is known. */
    public static final Standing UNKNOWN = new Standing(OperationalState.UNKNOWN, null);
  }

  /** The server is not probed here. */
  public static Duty none(String specHash) {
    return new Duty(specHash, null, null);
  }
}
