package io.poolwatch.bench;

import io.poolwatch.check.Action;
import io.poolwatch.check.Exchange;
import io.poolwatch.config.LoadResult;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Outcome;
import io.poolwatch.net.ConnectionGraph;
import io.poolwatch.net.PekkoConnectionGraph;
import io.poolwatch.spec.CheckSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One probe over loopback, through the streams but without the actors of a server: exchange,
 * attempt, TCP.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ProbeBench {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** The check's type. */
  @Param({"connect", "http"})
  public String type = "connect";

  private @Nullable FarmProcess farm;
  private @Nullable ActorSystem system;
  private @Nullable ConnectionGraph graph;
  private CheckSpec spec = Configurations.server("");
  private InetSocketAddress endpoint = new InetSocketAddress(0);

  /** Starts the endpoint and the streams. */
  @Setup
  public void start() throws IOException {
    farm = FarmProcess.start();
    endpoint = new InetSocketAddress(InetAddress.getLoopbackAddress(), farm.port());
    LoadResult.Loaded loaded =
        Configurations.of(
            """
            poolwatch.pools.web {
              check.type = %s
              servers { web1 = "127.0.0.1:%d" }
            }
            """
                .formatted(type, farm.port()));
    spec = loaded.spec().pools().get(0).servers().get(0).checks().get(0);
    system = ActorSystem.create("bench", loaded.system());
    graph =
        new PekkoConnectionGraph(
            system,
            new PekkoConnectionGraph.Settings(
                1, "poolwatch.probe-dispatcher", "poolwatch.handshake-dispatcher", false));
  }

  /** Stops them. */
  @TearDown
  public void stop() {
    Objects.requireNonNull(system).terminate();
    Objects.requireNonNull(farm).close();
  }

  /** From opening the attempt to the last event after its end. */
  @Benchmark
  public CheckResult probe() throws ExecutionException, InterruptedException, TimeoutException {
    Probe probe = new Probe(spec);
    probe.act(probe.exchange.start());
    CheckResult result = probe.done.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    if (result.outcome() != Outcome.PASSED) {
      throw new IllegalStateException(result.toString());
    }
    return result;
  }

  /** Carries events to the exchange and its actions to the attempt, on the stream's thread. */
  private final class Probe implements ConnectionGraph.Listener {
    final Exchange exchange;
    final CompletableFuture<CheckResult> done = new CompletableFuture<>();
    private ConnectionGraph.@Nullable Attempt attempt;
    private @Nullable CheckResult result;

    Probe(CheckSpec spec) {
      exchange =
          new Exchange(
              spec.script(),
              System.nanoTime(),
              spec.maxResponseBytes(),
              Duration.ofMillis(250),
              spec.close());
    }

    @Override
    public synchronized void on(ConnectionEvent event) {
      CheckResult known = result;
      if (event.terminal() && known != null) {
        done.complete(known);
      } else {
        act(exchange.on(event));
      }
    }

    @Override
    public void crashed(Throwable cause) {
      done.completeExceptionally(cause);
    }

    synchronized void act(Action action) {
      if (action instanceof Action.Open open) {
        ConnectPlan plan = open.plan();
        attempt = Objects.requireNonNull(graph).open(1, plan, endpoint, this);
      } else if (action instanceof Action.Send send) {
        Objects.requireNonNull(attempt).send(send.bytes());
      } else if (action instanceof Action.Conclude end) {
        result = end.result();
        Objects.requireNonNull(attempt).close(end.mode());
      }
    }
  }
}
