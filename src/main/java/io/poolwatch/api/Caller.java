package io.poolwatch.api;

import io.poolwatch.spec.ApiSpec.Role;

/**
 * Who asks, as far as that was proved.
 *
 * @param name the name of the token; empty without one
 * @param role what it may do
 */
record Caller(String name, Role role) {
  /** Whoever reached a listener that only this machine reaches, or asks what anybody may. */
  static final Caller ANYONE = new Caller("", Role.READ);

  boolean operates() {
    return role == Role.OPERATE;
  }
}
