package io.poolwatch.model;

/** The state in which a server's health begins; HAProxy's words, and {@code unknown}. */
public enum InitState {
  /** Shown as UNKNOWN; the first conclusive probe decides at once. */
  UNKNOWN,
  /** UP at the edge: the first failure takes it down, the first pass gives full credit. */
  NONE,
  /** UP with full credit. */
  FULLY_UP,
  /** UP at the edge. */
  UP,
  /** DOWN at the edge: the first pass brings it up. */
  DOWN,
  /** DOWN with no credit. */
  FULLY_DOWN
}
