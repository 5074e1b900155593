package io.poolwatch.model;

/**
 * How many consecutive probes move a server.
 *
 * @param rise consecutive passes that bring a server up, at least 1
 * @param fall consecutive failures that take a server down, at least 1
 * @param init the state in which health begins
 */
public record HealthRule(int rise, int fall, InitState init) {

  public HealthRule {
    if (rise < 1 || fall < 1) {
      throw new IllegalArgumentException("rise and fall are at least 1: " + rise + ", " + fall);
    }
  }

  int full() {
    return rise + fall - 1;
  }
}
