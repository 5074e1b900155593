package io.poolwatch.server;

/**
 * Two clocks at one moment: the one that deadlines are kept by, and the one that vantages share.
 *
 * @param nanos {@code System.nanoTime()}
 * @param wallNanos nanoseconds since the epoch, by this node's wall clock
 */
public record Clocks(long nanos, long wallNanos) {}
