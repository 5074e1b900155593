package io.poolwatch.model;

/**
 * How long each part of a probe took, in nanoseconds; {@link #ABSENT} where a part did not happen.
 *
 * @param connectNanos from the start until TCP (and the PROXY header) was through
 * @param tlsNanos the TLS handshakes
 * @param sendNanos from the first byte of the first request to the last byte of the last
 * @param firstByteNanos from the end of the last request before it to the first byte of the reply
 * @param totalNanos from the start until the result was known
 */
public record Timings(
    long connectNanos, long tlsNanos, long sendNanos, long firstByteNanos, long totalNanos) {

  /** Stands for a part that did not happen. */
  public static final long ABSENT = -1;

  /** No part happened. */
  public static final Timings NONE = new Timings(ABSENT, ABSENT, ABSENT, ABSENT, ABSENT);
}
