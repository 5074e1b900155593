package io.poolwatch.cli;

import io.poolwatch.api.Api;
import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.LoadResult;
import io.poolwatch.config.ProductVersion;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.LineEventLog;
import io.poolwatch.event.LineFormat;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.node.Node;
import io.poolwatch.pool.StateFile;
import io.poolwatch.sink.Sinks;
import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.EventLogSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service in this process, from its first event to its last. */
final class Service {
  private static final Logger LOG = LoggerFactory.getLogger(Service.class);
  private static final String ACTOR = "/";

  /** How long a change of the configuration may take until it shows. */
  private static final Duration SHOWN = Duration.ofSeconds(5);

  /** How long the configured servers may take to be there after the start. */
  private static final Duration FILLED = Duration.ofSeconds(30);

  private final ConfigSource source;
  private final LoadResult.Loaded loaded;
  private final ServiceSpec spec;
  private final Ending ending;
  private final Hangups hangups;
  private final PrintWriter err;
  private final Consumer<Map<String, String>> opened;

  /**
   * A service that has not begun.
   *
   * @param source where its configuration is read again
   * @param loaded its configuration
   * @param ending says when it shall end
   * @param hangups say when its configuration shall be read again
   * @param err told what no event tells: what is doubtful in a configuration, and why the service
   *     ended if nobody wanted that
   * @param opened told where it listens, by purpose, once it does
   */
  Service(
      ConfigSource source,
      LoadResult.Loaded loaded,
      Ending ending,
      Hangups hangups,
      PrintWriter err,
      Consumer<Map<String, String>> opened) {
    this.source = source;
    this.loaded = loaded;
    this.spec = loaded.spec();
    this.ending = ending;
    this.hangups = hangups;
    this.err = err;
    this.opened = opened;
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
    try (Sinks sinks = Sinks.start(spec, ProductVersion.current(), lines)) {
      ApiSpec wanted = spec.sinks().api();
      if (wanted == null) {
        serve(sinks, sinks, null);
      } else {
        try (Api api = Api.start(spec, wanted, ProductVersion.current(), sinks)) {
          serve(api, sinks, api);
        }
      }
    }
  }

  private void serve(EventLog log, Sinks sinks, @Nullable Api api) {
    int pools = spec.pools().size();
    int servers = Math.toIntExact(spec.servers().count());
    log.emit(ServiceEvents.configLoaded(ACTOR, spec.file(), pools, servers));
    Optional<Node> started = start(log, api);
    if (started.isEmpty()) {
      return;
    }
    Overlay overlay = new Overlay();
    try (Node node = started.get();
        Reloader reloader = reloader(overlay, next -> use(next, node, sinks, api), log);
        Doors doors = doors(node, new ServiceControl(node, reloader, overlay), sinks, api, log)) {
      node.ended().thenRun(() -> ending.fail("the actor system ended by itself"));
      open(doors)
          .ifPresent(
              ports -> {
                log.emit(
                    ServiceEvents.nodeStarted(
                        ACTOR, ProductVersion.current(), pools, servers, ports));
                opened.accept(ports);
              });
      Ending.Cause cause = awaitEnd(node, doors, reloader);
      node.close();
      log.emit(ServiceEvents.nodeStopped(ACTOR, cause.reason(), Counts.of(node.stats())));
    }
  }

  private Doors doors(
      Node node, ServiceControl control, Sinks sinks, @Nullable Api api, EventLog log) {
    Doors doors = new Doors(spec, sinks, node, control);
    if (api != null) {
      doors.with(() -> api.open(ActorSystems.api(loaded), new ApiDoor(source, node, control), log));
    }
    return doors;
  }

  private Optional<Node> start(EventLog log, @Nullable Api api) {
    try {
      Path directory = spec.node().stateDir();
      StateFile state = directory == null ? null : StateFile.in(directory);
      return ending.unlessItComes(
          () -> Nodes.service(loaded, log, state, api == null ? null : api.meter()));
    } catch (IOException e) {
      ending.fail(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Reloader reloader(Overlay overlay, Consumer<ServiceSpec> update, EventLog log) {
    return new Reloader(() -> overlay.over(source), spec, update, log, err, Reloader.ownThread());
  }

  /** Opens what listens; if that can't be, the service ends. */
  private Optional<Map<String, String>> open(Doors doors) {
    try {
      return Optional.of(doors.open());
    } catch (IOException e) {
      ending.fail(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Ending.Cause awaitEnd(Node node, Doors doors, Reloader reloader) {
    ending.unlessItComes(
        () -> {
          node.update(spec);
          if (!node.board().awaits(spec.pools(), FILLED)) {
            LOG.warn("not all configured servers are there after {}", FILLED);
          }
          return node;
        });
    doors.serve();
    hangups.serve(reloader::request);
    Ending.Cause cause = ending.await();
    reloader.close();
    return cause;
  }

  /** Whoever asked for it is answered when it shows, so that what he asks next finds it. */
  private static void use(ServiceSpec next, Node node, Sinks sinks, @Nullable Api api) {
    if (api != null) {
      api.admit(next);
    }
    sinks.use(next);
    node.update(next);
    if (!node.board().awaits(next.pools(), SHOWN)) {
      LOG.warn("another configuration is in force, but after {} not yet at work", SHOWN);
    }
    // What is gone tells nothing any more by now, so that all of it is forgotten.
    if (api != null) {
      api.use(next);
    }
  }
}
