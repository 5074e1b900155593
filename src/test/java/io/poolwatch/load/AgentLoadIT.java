package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two thousand agent connections of HAProxy's a second beside a thousand probes a second. {@code
 * -Pload} runs it for a whole minute.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class AgentLoadIT {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final int SERVERS = 1_000;
  private static final int ENDPOINTS = 50;
  private static final int ASKED_A_SECOND = 2_000;
  private static final int ASKERS = 4;
  private static final long MOST_LAG_MICROS = Load.SLACK * 50_000L;

  @TempDir private Path temp;

  private final Histogram delays = new ConcurrentHistogram(3);
  private final AtomicInteger wrong = new AtomicInteger();
  private volatile boolean measured;

  @Test
  void balancersAskWhileServersAreProbed() throws InterruptedException {
    int port = FaultyServer.nobody().getPort();
    try (EndpointFarm farm = EndpointFarm.byPath(Collections.nCopies(ENDPOINTS, Manner.ANSWERS))) {
      Path config =
          new FleetConfig()
              .every(INTERVAL)
              .with("haproxy-agent.port = " + port)
              .httpPool("web", SERVERS, farm.endpoints(), "")
              .write(temp.resolve("agent.conf"));
      try (RunningPoolwatch poolwatch =
          RunningPoolwatch.start(config, temp.resolve("standard-error"))) {
        poolwatch.await("server-transition", SERVERS, Duration.ofSeconds(60));
        List<Thread> askers = ask(port);
        Load.lasts(WARM_UP);
        farm.takeArrivals();
        ForeignLoad others = ForeignLoad.now();
        measured = true;
        Load.lasts(Load.MEASURED);
        double foreign = others.share();
        Arrivals arrivals = farm.takeArrivals();
        for (Thread asker : askers) {
          asker.interrupt();
          asker.join();
        }
        tellAndVerify(arrivals.lag(INTERVAL.toNanos()), foreign);
      }
    }
  }

  private void tellAndVerify(Histogram lag, double foreign) {
    Load.tell("agent connections: %s", Load.percentiles(delays));
    Load.tell("probes beside them: start-lag %s", Load.percentiles(lag));
    Load.tell("others used %.1f %% of the processors", 100 * foreign);

    assertThat(wrong).as("answers other than the verdict").hasValue(0);
    ForeignLoad.assumeLittle(foreign);
    assertThat(delays.getTotalCount())
        .isGreaterThan(ASKED_A_SECOND * Load.MEASURED.toSeconds() * 9 / 10);
    assertThat(delays.getValueAtPercentile(99)).isLessThan(MOST_LAG_MICROS);
    assertThat(lag.getValueAtPercentile(99)).isLessThan(MOST_LAG_MICROS);
  }

  /** Asks at a fixed rate: who is late is counted from when it should have asked. */
  private List<Thread> ask(int port) {
    List<Thread> askers = new ArrayList<>();
    long gap = TimeUnit.SECONDS.toNanos(ASKERS) / ASKED_A_SECOND;
    for (int i = 0; i < ASKERS; i++) {
      long start = System.nanoTime() + i * gap / ASKERS;
      Thread asker = new Thread(() -> ask(port, start, gap), "balancer-" + i);
      asker.start();
      askers.add(asker);
    }
    return askers;
  }

  private void ask(int port, long start, long gap) {
    long due = start;
    for (int n = 0; !Thread.currentThread().isInterrupted(); n++) {
      for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
        LockSupport.parkNanos(left);
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
      }
      boolean right = answered(port, "web/s" + n % SERVERS + "\n");
      if (measured) {
        delays.recordValue((System.nanoTime() - due) / 1_000);
        wrong.addAndGet(right ? 0 : 1);
      }
      due += gap;
    }
  }

  private static boolean answered(int port, String line) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(line.getBytes(StandardCharsets.US_ASCII));
      byte[] answer = socket.getInputStream().readAllBytes();
      return new String(answer, StandardCharsets.US_ASCII).equals("ready up\n");
    } catch (IOException e) {
      return false;
    }
  }
}
