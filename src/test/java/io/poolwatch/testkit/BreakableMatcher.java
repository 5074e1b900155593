package io.poolwatch.testkit;

import io.poolwatch.check.Matcher;
import java.util.concurrent.atomic.AtomicInteger;

/** A matcher that finds anything, and breaks as often as it is told to. Safe for any thread. */
public final class BreakableMatcher implements Matcher {
  private final AtomicInteger bugs = new AtomicInteger();

  /** Has the next searches break. */
  public void breakTimes(int times) {
    bugs.set(times);
  }

  @Override
  public Search begin() {
    return (data, length, last) -> {
      if (bugs.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("matcher broke");
      }
      return length > 0;
    };
  }

  @Override
  public int minLength() {
    return 1;
  }

  @Override
  public String describe() {
    return "anything";
  }
}
