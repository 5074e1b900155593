package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.RunningPoolwatch.Told;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long after its verdict a transition is in the metrics. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class MetricsDelayIT {
  private static final int TRANSITIONS = 100;

  /** The first ones come while both JVMs still load their classes. */
  private static final int COLD = 20;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Three times what is promised: who looks on takes the same processors. */
  private static final long MOST_DELAY_MICROS = 3 * 100_000L;

  private static final Pattern COUNT =
      Pattern.compile("(?m)^poolwatch_transitions_total\\{[^}]*} (\\S+)$");
  private static final Pattern UP = Pattern.compile("(?m)^poolwatch_server_up\\{[^}]*} (\\S+)$");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path temp;

  /**
   * What the metrics said.
   *
   * @param arrived when they had come
   * @param transitions how many they counted
   * @param up whether the server was
   */
  private record Look(Instant arrived, long transitions, boolean up) {
    /** Whether they show a transition, or one behind it. */
    boolean shows(int number, boolean toUp) {
      return transitions > number || (transitions == number && up == toUp);
    }
  }

  @Test
  void aTransitionIsInTheMetricsWithinATenthOfASecond() throws IOException, InterruptedException {
    try (EndpointFarm flapping = EndpointFarm.byPath(List.of(Manner.ALTERNATES))) {
      Path config =
          new FleetConfig()
              .every(Duration.ofMillis(100))
              .with("api.port = 0")
              .httpPool("web", 1, flapping.endpoints(), "check { fall = 1, rise = 1 }")
              .write(temp.resolve("metrics.conf"));
      try (RunningPoolwatch poolwatch =
          RunningPoolwatch.start(config, temp.resolve("standard-error"))) {
        poolwatch.await("node-started", 1, LIMIT);
        Told started = poolwatch.events("node-started").get(0);
        URI api = URI.create(started.json().path("ports").path("api").asText());
        ForeignLoad others = ForeignLoad.now();
        List<Look> looks = look(api.resolve("/metrics"));
        double foreign = others.share();
        poolwatch.await("server-transition", TRANSITIONS, LIMIT);

        Histogram delays = delays(poolwatch.events("server-transition"), looks);
        Load.tell(
            "transitions in the metrics, looked at %d times: %s",
            looks.size(), Load.percentiles(delays));
        assertThat(delays.getTotalCount()).isEqualTo(TRANSITIONS - COLD);
        long p99 = delays.getValueAtPercentile(99);
        if (p99 >= MOST_DELAY_MICROS) {
          ForeignLoad.assumeLittle(foreign);
        }
        assertThat(p99).isLessThan(MOST_DELAY_MICROS);
      }
    }
  }

  /** Looks again and again, until all transitions were seen. */
  private List<Look> look(URI metrics) throws IOException, InterruptedException {
    List<Look> looks = new ArrayList<>();
    HttpRequest request = HttpRequest.newBuilder(metrics).timeout(LIMIT).build();
    long end = System.nanoTime() + LIMIT.toNanos();
    do {
      String text = client.send(request, BodyHandlers.ofString()).body();
      looks.add(new Look(Instant.now(), Math.round(sum(COUNT, text)), sum(UP, text) > 0));
      assertThat(System.nanoTime()).as("only %s", looks.get(looks.size() - 1)).isLessThan(end);
    } while (looks.get(looks.size() - 1).transitions() <= TRANSITIONS);
    return looks;
  }

  private static double sum(Pattern pattern, String text) {
    double sum = 0;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      sum += Double.parseDouble(matcher.group(1));
    }
    return sum;
  }

  private static Histogram delays(List<Told> transitions, List<Look> looks) {
    Histogram delays = new Histogram(3);
    int next = 0;
    for (int number = 1; number <= TRANSITIONS; number++) {
      Told told = transitions.get(number - 1);
      boolean toUp = told.json().path("to").asText().equals("UP");
      while (!looks.get(next).shows(number, toUp)) {
        next++;
      }
      Instant verdict = Instant.parse(told.json().path("time").asText());
      long micros = verdict.until(looks.get(next).arrived(), ChronoUnit.MICROS);
      if (number > COLD) {
        delays.recordValue(Math.max(0, micros));
      }
    }
    return delays;
  }
}
