package io.poolwatch.server;

import io.poolwatch.check.Matcher;

/** A bug in a matcher. */
final class BrokenMatcher implements Matcher {

  @Override
  public Search begin() {
    return (data, length, last) -> {
      throw new IllegalStateException("matcher broke");
    };
  }

  @Override
  public int minLength() {
    return 0;
  }

  @Override
  public String describe() {
    return "a bug";
  }
}
