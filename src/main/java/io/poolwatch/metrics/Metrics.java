package io.poolwatch.metrics;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.Board;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All that is measured, for Prometheus. Safe for any thread. */
public final class Metrics {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private final int mostServers;
  private final ProbeMetrics probes;
  private final Counter transitions;
  private final Counter answers;

  /** Pools of which transitions were counted. */
  private final Set<String> changed = ConcurrentHashMap.newKeySet();

  /**
   * Nothing measured yet.
   *
   * @param version of the program
   * @param mostServers how many servers have series of their own
   * @param mostPools how many pools have series of their own probes
   */
  public Metrics(String version, int mostServers, int mostPools) {
    this.mostServers = mostServers;
    this.probes = new ProbeMetrics(registry, mostPools);
    this.transitions =
        Counter.builder()
            .name("poolwatch_transitions_total")
            .help("Changes of verdicts on servers.")
            .labelNames("pool", "to")
            .withoutExemplars()
            .register(registry);
    this.answers =
        Counter.builder()
            .name("poolwatch_api_responses_total")
            .help("Answers of the HTTP API by the class of their status.")
            .labelNames("code")
            .withoutExemplars()
            .register(registry);
    Info.builder()
        .name("poolwatch_build_info")
        .help("The program's version.")
        .labelNames("version")
        .register(registry)
        .setLabelValues(version);
    JvmMetrics.builder().register(registry);
  }

  /** Counts probes. */
  public ProbeMeter probes() {
    return probes;
  }

  /** Counts what happens. */
  public void on(Event event) {
    if (event.name() == EventName.SERVER_TRANSITION && event.pool() != null) {
      String to = String.valueOf(event.fields().get("to")).toLowerCase(Locale.ROOT);
      changed.add(event.pool());
      transitions.labelValues(event.pool(), to).inc();
    }
  }

  /** Forgets what was counted of all pools but these. */
  public void retain(Set<String> pools) {
    probes.retain(pools);
    changed.removeIf(pool -> !pools.contains(pool) && forget(pool));
  }

  private boolean forget(String pool) {
    for (OperationalState to : OperationalState.values()) {
      transitions.remove(pool, to.name().toLowerCase(Locale.ROOT));
    }
    return true;
  }

  /** Counts an answer of the API. */
  public void answered(int status) {
    answers.labelValues(status / 100 + "xx").inc();
  }

  /**
   * From now on how servers and fleet stand is told, too. Called once.
   *
   * @param inFlight probes under way
   * @param certificates when a server's certificate expires; null if none was seen
   */
  public void watch(
      Board board,
      Supplier<FleetView> fleet,
      IntSupplier inFlight,
      Function<ServerId, @Nullable Instant> certificates) {
    registry.register(new StateMetrics(board, fleet, inFlight, certificates, mostServers));
  }

  /** From now on event streams are told, too. Called once. */
  public void watchStreams(IntSupplier open, LongSupplier dropped) {
    GaugeWithCallback.builder()
        .name("poolwatch_api_streams")
        .help("Event streams that are open.")
        .callback(callback -> callback.call(open.getAsInt()))
        .register(registry);
    CounterWithCallback.builder()
        .name("poolwatch_api_streams_dropped_total")
        .help("Event streams that were dropped because nobody read them.")
        .callback(callback -> callback.call((double) dropped.getAsLong()))
        .register(registry);
  }

  /** The media type of {@link #write}. */
  public String type() {
    return writer.getContentType();
  }

  /** Writes all in Prometheus' text format. */
  public void write(ByteArrayOutputStream out) throws IOException {
    writer.write(out, registry.scrape());
  }
}
