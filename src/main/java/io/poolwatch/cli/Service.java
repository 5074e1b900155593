package io.poolwatch.cli;

import io.poolwatch.config.LoadResult;
import io.poolwatch.config.ProductVersion;
import io.poolwatch.event.Events;
import io.poolwatch.event.LineEventLog;
import io.poolwatch.event.LineFormat;
import io.poolwatch.node.Node;
import io.poolwatch.sink.Sinks;
import io.poolwatch.spec.EventLogSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/** The service in this process, from its first event to its last. */
final class Service {
  private static final String ACTOR = "/";

  private final ConfigSource source;
  private final LoadResult.Loaded loaded;
  private final ServiceSpec spec;
  private final Ending ending;
  private final Hangups hangups;
  private final PrintWriter err;

  /**
   * A service that has not begun.
   *
   * @param source where its configuration is read again
   * @param loaded its configuration
   * @param ending says when it shall end
   * @param hangups say when its configuration shall be read again
   * @param err told what no event tells: what is doubtful in a configuration, and why the service
   *     ended if nobody wanted that
   */
  Service(
      ConfigSource source,
      LoadResult.Loaded loaded,
      Ending ending,
      Hangups hangups,
      PrintWriter err) {
    this.source = source;
    this.loaded = loaded;
    this.spec = loaded.spec();
    this.ending = ending;
    this.hangups = hangups;
    this.err = err;
  }

  /** Runs it until it ends; returns the exit code. */
  int run() {
    try (LineEventLog log = openLog()) {
      serve(log);
    }
    Ending.Cause cause = ending.await();
    if (cause.exitCode() != ExitCode.OK) {
      err.println("poolwatch: " + cause.reason());
    }
    return cause.exitCode();
  }

  private LineEventLog openLog() {
    return LineEventLog.start(
        LineEventLog.standardOutput(),
        format(),
        spec.eventLog().level(),
        broken -> ending.fail("standard output can't be written: " + broken.getMessage()));
  }

  private LineFormat format() {
    String node = spec.node().name();
    return spec.eventLog().format() == EventLogSpec.Format.JSON
        ? LineFormat.json(node)
        : LineFormat.text(node, ZoneId.systemDefault(), Terminal.colours());
  }

  private void serve(LineEventLog lines) {
    try (Sinks sinks = Sinks.start(spec, lines)) {
      serve(sinks);
    }
  }

  private void serve(Sinks log) {
    int pools = spec.pools().size();
    int servers = Math.toIntExact(spec.servers().count());
    log.emit(Events.configLoaded(ACTOR, spec.file(), pools, servers));
    Optional<Node> started = ending.unlessItComes(() -> Nodes.start(loaded, log, true));
    if (started.isEmpty()) {
      return;
    }
    try (Node node = started.get()) {
      node.ended().thenRun(() -> ending.fail("the actor system ended by itself"));
      log.emit(
          Events.nodeStarted(ACTOR, ProductVersion.current(), pools, servers, open(log, node)));
      Ending.Cause cause = awaitEnd(node, log);
      node.close();
      log.emit(Events.nodeStopped(ACTOR, cause.reason(), Counts.of(node.stats())));
    }
  }

  /** Opens what listens; if that can't be, the service ends. */
  private Map<String, String> open(Sinks sinks, Node node) {
    try {
      return sinks.open(node.board());
    } catch (IOException e) {
      ending.fail(String.valueOf(e.getMessage()));
      return Map.of();
    }
  }

  private Ending.Cause awaitEnd(Node node, Sinks log) {
    ending.unlessItComes(
        () -> {
          node.update(spec);
          return node;
        });
    try (Reloader reloader =
        new Reloader(
            source::read, spec, next -> use(next, node, log), log, err, Reloader.ownThread())) {
      hangups.serve(reloader::request);
      return ending.await();
    }
  }

  private static void use(ServiceSpec next, Node node, Sinks sinks) {
    sinks.use(next);
    node.update(next);
  }
}
