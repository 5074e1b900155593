package io.poolwatch.model;

import java.time.Duration;

/**
 * The pauses of this process that its own watchdog saw: a probe that timed out during one says
 * nothing about its server.
 */
public interface PauseLog {

  /** The longest pause since the given {@code System.nanoTime()}; zero if none. */
  Duration longestSince(long nanos);

  /** Never saw a pause. */
  PauseLog NONE = since -> Duration.ZERO;
}
