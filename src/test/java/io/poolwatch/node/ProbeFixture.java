package io.poolwatch.node;

import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.net.PekkoConnectionGraph;
import io.poolwatch.resolve.NameLookup;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A node that probes when it is asked to, unless a test changes that: reads configurations as
 * texts, one after the other, and keeps the story of each probe.
 */
final class ProbeFixture implements AutoCloseable {
  /** Longer than any probe of a test. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** A test's machine may be slow: lateness is never taken for an excuse here. */
  private static final String COMMON = "poolwatch { node { name = n1, max-lag = 1h } }\n";

  private static final String NOTHING_YET =
      "poolwatch.pools.none.servers.none.address = \"127.0.0.1:1\"";

  /** As the service has it. */
  private static final PekkoConnectionGraph.Settings GRAPH =
      new PekkoConnectionGraph.Settings(1, Node.PROBE_DISPATCHER, Node.HANDSHAKE_DISPATCHER, true);

  private final Path directory;
  private final RecordingEventLog log = new RecordingEventLog();
  private final AtomicInteger files = new AtomicInteger();
  private final LoadResult.Loaded nothing;
  private final Node node;

  /**
   * A node.
   *
   * @param directory where configurations are written, and whose programs checks may run
   * @param lookup resolves names
   */
  ProbeFixture(Path directory, NameLookup lookup) {
    this(directory, lookup, usual -> usual);
  }

  /**
   * A node that is run in another way.
   *
   * @param directory where configurations are written
   * @param lookup resolves names
   * @param change what is different
   */
  ProbeFixture(Path directory, NameLookup lookup, UnaryOperator<Node.Setup> change) {
    this(directory, lookup, "", change);
  }

  private ProbeFixture(
      Path directory, NameLookup lookup, String settings, UnaryOperator<Node.Setup> change) {
    this.directory = directory;
    nothing = read(settings + NOTHING_YET);
    Node.Setup usual =
        new Node.Setup(
            ActorSystems.local(nothing),
            system -> new PekkoConnectionGraph(system, GRAPH),
            lookup,
            log,
            null,
            null,
            false);
    node = Node.start(nothing.spec(), change.apply(usual));
  }

  /**
   * A node that probes as the service does: whenever it is time.
   *
   * @param directory where configurations are written
   * @param settings what holds until it is closed, in HOCON
   */
  static ProbeFixture scheduled(Path directory, String settings) {
    return new ProbeFixture(
        directory,
        NameLookup.SYSTEM,
        settings + "\n",
        usual ->
            new Node.Setup(
                usual.settings(), usual.graph(), usual.lookup(), usual.log(), null, null, true));
  }

  /** Reads a configuration; fails the test if it is not good. */
  ServiceSpec load(String text) {
    return read(text).spec();
  }

  private LoadResult.Loaded read(String text) {
    Path file = directory.resolve("probe-" + files.incrementAndGet() + ".conf");
    LoadResult result =
        ConfigLoader.load(
            PemWriter.write(file, COMMON + text),
            new LoadOptions(List.of(), true, TlsFileCheck.NONE, Map.of(), "test-host")
                .allowingExec(directory));
    if (result instanceof LoadResult.Loaded loaded) {
      return loaded;
    }
    throw new AssertionError(result);
  }

  /** Forgets the configuration before this one, and all that was told. */
  void use(ServiceSpec spec) {
    log.clear();
    node.update(spec);
  }

  /** Likewise, with pools that no configuration can say. */
  void use(List<PoolSpec> pools) {
    ServiceSpec spec = nothing.spec();
    use(
        new ServiceSpec(
            spec.file(),
            pools,
            spec.node(),
            spec.cluster(),
            spec.limits(),
            spec.resolve(),
            spec.eventLog(),
            spec.sinks()));
  }

  /** Begins to probe a server of the present configuration. */
  Future<ServerActor.Probed> begin(ServerSpec server) {
    return node.probe(server.id(), LIMIT).toCompletableFuture();
  }

  /** Probes a server of the present configuration. */
  CheckResult probe(ServerSpec server) {
    return await(begin(server));
  }

  /** Makes all checks of a server of the present configuration, and asks its agent. */
  List<CheckResult> probeAll(ServerSpec server) {
    return awaitAll(begin(server));
  }

  /** Waits for the result of a probe of a server that has one check. */
  CheckResult await(Future<ServerActor.Probed> probe) {
    return awaitAll(probe).get(0);
  }

  private List<CheckResult> awaitAll(Future<ServerActor.Probed> probe) {
    try {
      return probe.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).results();
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("no result; told: " + story(), e);
    }
  }

  /** Waits until a server stands, by what was told of it, as its probes so far make it stand. */
  void awaitVerdict(ServerSpec server) {
    Waiting.until(() -> stands(server).equals(told(server)), "the verdict on " + server.id());
  }

  private OperationalState stands(ServerSpec server) {
    return node.board()
        .server(server.id())
        .map(entry -> entry.server().state().state())
        .orElse(OperationalState.UNKNOWN);
  }

  private Object told(ServerSpec server) {
    return log.events(EventName.SERVER_TRANSITION).stream()
        .filter(event -> server.id().server().equals(event.server()))
        .map(event -> event.fields().get("to"))
        .reduce(OperationalState.UNKNOWN, (before, after) -> after);
  }

  /** Probes under way now. */
  int inFlight() {
    return node.inFlight();
  }

  /** Probes that waited to be started when the node looked last, as it does once a second. */
  long waiting() {
    return node.fleetView().members().get(0).load().overdue();
  }

  /** What the node has told of the present configuration. */
  RecordingEventLog log() {
    return log;
  }

  /** The same, for the message of an assertion. */
  List<String> story() {
    return log.events().stream().map(ProbeFixture::words).toList();
  }

  private static String words(Event event) {
    return event.name().text() + event.fields();
  }

  @Override
  public void close() {
    node.close();
  }
}
