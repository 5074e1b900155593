package io.poolwatch.model;

/** How much an event matters, least first. */
public enum Level {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
