package io.poolwatch.spec;

import java.time.Duration;

/**
 * How names are looked up.
 *
 * @param every how often, at least 100 ms
 * @param timeout how long one look-up may take
 * @param prefer the preferred address family
 */
public record ResolveSpec(Duration every, Duration timeout, Family prefer) {

  /** An address family. */
  public enum Family {
    IPV4,
    IPV6
  }
}
