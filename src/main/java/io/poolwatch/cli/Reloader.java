package io.poolwatch.cli;

import io.poolwatch.config.ConfigProblem;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ReloadDiff;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again when it is asked to, one time after the other. A configuration with
 * errors changes nothing.
 */
final class Reloader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reloader.class);
  private static final String ACTOR = "/";

  private final Supplier<LoadResult> source;
  private final Consumer<ServiceSpec> update;
  private final EventLog log;
  private final PrintWriter err;
  private final ServiceSpec atStart;
  private final Executor thread;
  private final AtomicBoolean wanted = new AtomicBoolean();

  private ServiceSpec current;
  private boolean closed;

  /**
   * A reloader at rest.
   *
   * @param source reads the configuration
   * @param atStart the configuration in force
   * @param update puts another one in force
   * @param log told what came of it
   * @param err told what is wrong or doubtful, a line each
   * @param thread where it is read, one time after the other; reading blocks
   */
  Reloader(
      Supplier<LoadResult> source,
      ServiceSpec atStart,
      Consumer<ServiceSpec> update,
      EventLog log,
      PrintWriter err,
      Executor thread) {
    this.source = source;
    this.atStart = atStart;
    this.current = atStart;
    this.update = update;
    this.log = log;
    this.err = err;
    this.thread = thread;
  }

  /** A thread of its own to read on, which does not keep the process alive. */
  static Executor ownThread() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "reload");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Asks for the configuration to be read again. Returns at once; requests that come before the
   * reading begins are one.
   */
  void request() {
    if (!wanted.getAndSet(true)) {
      thread.execute(this::reload);
    }
  }

  /**
   * Reads the configuration again and waits for what comes of it.
   *
   * @return what is wrong with it, a line each; empty if it is in force
   */
  List<String> reloadNow() {
    CompletableFuture<List<String>> problems = new CompletableFuture<>();
    thread.execute(() -> problems.complete(reload()));
    return problems.join();
  }

  private List<String> reload() {
    wanted.set(false);
    try {
      LoadResult result = source.get();
      ConfigSource.tell(result, err);
      return apply(result);
    } catch (RuntimeException bug) {
      LOG.error("reading the configuration again broke", bug);
      return refuse(List.of("unexpected " + bug));
    }
  }

  private List<String> apply(LoadResult result) {
    if (result instanceof LoadResult.Rejected rejected) {
      return refuse(rejected.problems().stream().map(ConfigProblem::toString).toList());
    } else if (result instanceof LoadResult.Loaded loaded) {
      accept(loaded.spec());
    }
    return List.of();
  }

  private List<String> refuse(List<String> problems) {
    tell(ServiceEvents.configRefused(ACTOR, atStart.file(), problems));
    return problems;
  }

  /** Returns whether it was told: nothing is told or put in force once this is closed. */
  private synchronized boolean tell(Event event) {
    if (!closed) {
      log.emit(event);
    }
    return !closed;
  }

  private void accept(ServiceSpec next) {
    ReloadDiff diff = ReloadDiff.between(current, next);
    List<String> later = FixedSettings.differing(atStart, next);
    later.forEach(
        setting -> err.println("warning: " + setting + " has changed: it needs a restart"));
    boolean told =
        tell(
            ServiceEvents.configReloaded(
                ACTOR,
                next.file(),
                ids(diff.added()),
                ids(diff.removed()),
                ids(diff.changed()),
                later));
    if (told) {
      update.accept(next);
      current = next;
    }
  }

  private static List<ServerId> ids(List<ServerSpec> servers) {
    return servers.stream().map(ServerSpec::id).toList();
  }

  /**
   * Ends it; a configuration that is being read is not put in force. Waits for nothing, not even
   * for one that is being put in force.
   */
  @Override
  public synchronized void close() {
    closed = true;
  }
}
