package io.poolwatch.model;

/** A value that must never be shown; it compares by content and prints as {@code ***}. */
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "***";
  }
}
