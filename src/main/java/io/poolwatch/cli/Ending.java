package io.poolwatch.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

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

  /**
   * Does what may take long, on a thread of its own, unless the end has come before. If it comes
   * meanwhile that work is left to itself: its thread does not keep the process alive.
   *
   * @return what the work gave; empty if the end came first
   * @throws RuntimeException what the work threw
   */
  <T> Optional<T> unlessItComes(Supplier<T> work) {
    if (cause.isDone()) {
      return Optional.empty();
    }
    CompletableFuture<T> done = CompletableFuture.supplyAsync(work, Ending::onThreadOfItsOwn);
    try {
      CompletableFuture.anyOf(done, cause).join();
      return done.isDone() ? Optional.of(done.join()) : Optional.empty();
    } catch (CompletionException broken) {
      throw broken.getCause() instanceof RuntimeException bug ? bug : broken;
    }
  }

  private static void onThreadOfItsOwn(Runnable work) {
    Thread thread = new Thread(work, "start-up");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits for the end. */
  Cause await() {
    return cause.join();
  }
}
