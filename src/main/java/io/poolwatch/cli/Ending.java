package io.poolwatch.cli;

import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;

/**
 * How a service comes to its end: the first cause counts. A signal that comes when the end has
 * begun already ends the process at once. Safe for any thread.
 */
final class Ending {
  private final CompletableFuture<Cause> cause = new CompletableFuture<>();
  private final IntConsumer halt;

  /**
   * Why the service ends.
   *
   * @param reason in words
   * @param exitCode what the process leaves with
   */
  record Cause(String reason, int exitCode) {}

  /**
   * An end that has not come yet.
   *
   * @param halt ends the process at once with the given code: {@code Runtime::halt}
   */
  Ending(IntConsumer halt) {
    this.halt = halt;
  }

  /** An operator wants the end. */
  void signal(String name) {
    if (!cause.complete(new Cause(name, ExitCode.OK))) {
      halt.accept(ExitCode.TROUBLE);
    }
  }

  /** The service can't go on. */
  void fail(String reason) {
    cause.complete(new Cause(reason, ExitCode.TROUBLE));
  }

  /** Whether the end has begun. */
  boolean begun() {
    return cause.isDone();
  }

  /** Waits for the end. */
  Cause await() {
    return cause.join();
  }
}
