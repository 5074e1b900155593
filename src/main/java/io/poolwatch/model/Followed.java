package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * How the server stands that another one tracks.
 *
 * @param target the server that is tracked
 * @param state the verdict on it
 * @param evidence the result that the verdict rests on; null if it rests on none
 * @param admin the admin state that holds for it
 */
public record Followed(
    ServerId target, OperationalState state, @Nullable CheckResult evidence, AdminState admin) {

  /** Nothing is known of it, or it is not there. */
  public static Followed unknown(ServerId target) {
    return new Followed(target, OperationalState.UNKNOWN, null, AdminState.READY);
  }
}
