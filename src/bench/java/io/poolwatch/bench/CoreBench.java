package io.poolwatch.bench;

import io.poolwatch.check.Action;
import io.poolwatch.check.Exchange;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.Outcome;
import io.poolwatch.spec.CheckSpec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.util.ByteString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The decisions of a probe, without a network: what it sends, how it judges, what it counts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBench {
  private static final Duration MAX_LAG = Duration.ofMillis(250);
  private static final ByteString REPLY =
      ByteString.fromString(
          """
          HTTP/1.1 200 OK\r
          Server: bench\r
          Content-Type: text/plain\r
          Content-Length: 1000\r
          Connection: close\r
          \r
          """
              + "x".repeat(991)
              + "all good\n");

  private CheckSpec http = Configurations.server("type = http");
  private CheckSpec httpBody =
      Configurations.server("type = http, expect = [ { string = \"all good\" } ]");
  private CheckSpec regex =
      Configurations.server(
          "type = script, steps = [ { send = \"GET\" }, { expect { regex = \"(all|so) go+d\" } }"
              + " ]");
  private HealthCounter counter = HealthCounter.initial(new HealthRule(2, 3, InitState.UNKNOWN));

  /** A check that judges the status line. */
  @Benchmark
  public Action httpStatus() {
    return probe(http);
  }

  /** A check that looks for a text at the end of the body. */
  @Benchmark
  public Action httpBody() {
    return probe(httpBody);
  }

  /** A script that looks for a regular expression at the end of the reply. */
  @Benchmark
  public Action scriptRegex() {
    return probe(regex);
  }

  /** Three failures take a server down, two passes bring it back. */
  @Benchmark
  public HealthCounter downAndUp() {
    return counter
        .apply(Outcome.PASSED)
        .apply(Outcome.FAILED)
        .apply(Outcome.FAILED)
        .apply(Outcome.FAILED)
        .apply(Outcome.PASSED)
        .apply(Outcome.PASSED);
  }

  private static Action probe(CheckSpec spec) {
    Exchange exchange =
        new Exchange(spec.script(), 0, spec.maxResponseBytes(), MAX_LAG, spec.close());
    exchange.start();
    exchange.on(new ConnectionEvent.Connected(1, 1_000));
    exchange.on(new ConnectionEvent.SendProgress(1, 2_000, 64, 0));
    return exchange.on(new ConnectionEvent.Received(1, 3_000, REPLY));
  }

  /** A benchmark of something that does not pass would measure the wrong thing. */
  @Setup
  public void verify() {
    for (CheckSpec spec : new CheckSpec[] {http, httpBody, regex}) {
      if (!(probe(spec) instanceof Action.Conclude end)
          || end.result().outcome() != Outcome.PASSED) {
        throw new IllegalStateException(spec + " does not pass: " + probe(spec));
      }
    }
  }
}
