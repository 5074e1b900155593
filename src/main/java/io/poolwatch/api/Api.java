package io.poolwatch.api;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.EventName;
import io.poolwatch.metrics.Metrics;
import io.poolwatch.metrics.ProbeMeters;
import io.poolwatch.model.Level;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP API from its start to its end. It takes in events and results from the start, and
 * answers once it is open. It runs in an actor system of its own, so that whoever asks never waits
 * for a probe, nor a probe for him. Safe for any thread.
 */
public final class Api implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final Duration STOP_LIMIT = Duration.ofMillis(300);

  /** Connections that streams leave to others. */
  private static final int SPARE = 16;

  private final ServiceSpec service;
  private final ApiSpec spec;
  private final String version;
  private final long start;
  private final EventLog standard;
  private final HistoryBook histories;
  private final Metrics metrics;
  private final EventStreams streams;
  private final EventFeed feed;
  private final Guard guard;

  /** That another configuration is in force, until it shows. */
  private final AtomicReference<@Nullable Event> reloaded = new AtomicReference<>();

  private final ExecutorService explaining = Explanations.thread();
  private @Nullable ActorSystem<Void> system;
  private @Nullable ApiServer server;

  private Api(ServiceSpec service, ApiSpec spec, String version, EventLog standard) {
    this.service = service;
    this.spec = spec;
    this.version = version;
    this.standard = standard;
    this.guard = new Guard(spec);
    this.start = System.currentTimeMillis();
    this.histories = new HistoryBook(InstantSource.system(), spec.keepEvidence());
    this.metrics = new Metrics(version, spec.series().servers(), spec.series().pools());
    String node = service.node().name();
    int most = Math.max(1, spec.connections() - SPARE);
    this.streams = new EventStreams(new Timeline(), new EventId(node, start, 0), most, this);
    this.feed = EventFeed.start(node, histories, streams);
    metrics.watchStreams(streams::open, streams::dropped);
  }

  /**
   * Takes in what happens, and answers nobody yet.
   *
   * @param spec how it is reached
   * @param version of the program
   * @param standard where events go as well
   */
  public static Api start(ServiceSpec service, ApiSpec spec, String version, EventLog standard) {
    return new Api(service, spec, version, standard);
  }

  @Override
  public boolean enabled(Level level) {
    return standard.enabled(level) || feed.enabled(level);
  }

  @Override
  public void emit(Event event) {
    standard.emit(event);
    metrics.on(event);
    if (event.name() == EventName.CONFIG_RELOADED) {
      reloaded.set(event);
    } else {
      feed.emit(event);
    }
  }

  /** What probes are to be told to. */
  public ProbeMeter meter() {
    return new ProbeMeters(metrics.probes(), histories);
  }

  /**
   * Begins to answer. Called once.
   *
   * @param settings of its actor system
   * @param running what it answers from
   * @param log told what is changed through it
   * @return where it is: {@code http://127.0.0.1:9280}
   * @throws IOException if it can't listen there; says why
   */
  public String open(ActorSystemSetup settings, ApiService running, EventLog log)
      throws IOException {
    ActorSystem<Void> made = ActorSystem.create(Behaviors.empty(), "poolwatch-api", settings);
    system = made;
    metrics.watch(
        running.board(), running::fleet, running::inFlight, id -> histories.of(id).notAfter());
    Materializer runner = Materializer.createMaterializer(made);
    Router router = new Router(routes(made, running, log), guard);
    Executor dispatcher = made.executionContext();
    HttpAdapter adapter =
        new HttpAdapter(router, runner, dispatcher, metrics::answered, spec.tls() != null);
    ApiServer opened = ApiServer.open(spec, made, adapter);
    server = opened;
    made.scheduler()
        .scheduleAtFixedRate(KEEP_ALIVE, KEEP_ALIVE, streams::keepAlive, made.executionContext());
    return opened.url();
  }

  private List<Route> routes(ActorSystem<?> made, ApiService running, EventLog log) {
    ChangeRoutes.Threads threads =
        new ChangeRoutes.Threads(
            made.executionContext(), made.dispatchers().lookup(DispatcherSelector.blocking()));
    boolean alone = service.node().seedNodes().isEmpty();
    Moment moment =
        new Moment(
            running, histories, feed, start, alone, InstantSource.system(), System::nanoTime);
    Explanations explanations = new Explanations(running, explaining, System::nanoTime);
    PoolRoutes pools = new PoolRoutes(moment, version, explanations);
    return routes(pools, moment, streams, guard, log, threads, new PageRoutes(running, metrics));
  }

  /** All that can be asked. */
  static List<Route> routes(
      PoolRoutes pools,
      Moment moment,
      EventStreams streams,
      Guard guard,
      EventLog log,
      ChangeRoutes.Threads threads,
      PageRoutes pages) {
    List<Route> routes = new ArrayList<>(pools.routes());
    routes.addAll(new EventRoutes(moment, streams, pools, guard).routes());
    routes.addAll(new ChangeRoutes(moment, log, threads).routes());
    routes.addAll(pages.routes());
    return routes;
  }

  /**
   * From now on those may ask who may by another configuration; none if it has no API, though this
   * one goes on. Once a token is revoked all streams end: those who still may, follow again.
   */
  public void admit(ServiceSpec next) {
    ApiSpec wanted = next.sinks().api();
    if (guard.use(wanted == null ? List.of() : wanted.tokens())) {
      streams.close();
    }
  }

  /**
   * Goes on with another configuration, which shows by now: only now whoever follows hears that it
   * is in force, so that he finds it. How the API is reached stays as it is.
   */
  public void use(ServiceSpec next) {
    histories.retain(next.servers().map(ServerSpec::id).collect(Collectors.toSet()));
    metrics.retain(next.servers().map(server -> server.id().pool()).collect(Collectors.toSet()));
    Event told = reloaded.getAndSet(null);
    if (told != null) {
      feed.emit(told);
    }
  }

  /** Answers nobody any more; waits at most a second. */
  @Override
  public void close() {
    streams.close();
    if (server != null) {
      server.close();
    }
    feed.close();
    explaining.shutdownNow();
    if (system != null) {
      system.terminate();
      awaitEnd(system);
    }
  }

  private static void awaitEnd(ActorSystem<?> system) {
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(STOP_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the API's actor system did not end in time", e);
    }
  }
}
