package io.poolwatch.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.event.Event;
import io.poolwatch.event.Events;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.pool.Board;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What Prometheus is told. */
final class MetricsTest {
  private static final CheckResult PASSED =
      new CheckResult(
          Outcome.PASSED,
          CheckStatus.L7OK,
          200,
          "",
          Phase.RECEIVE,
          new Timings(400_000, Timings.ABSENT, 10_000, 700_000, 1_200_000),
          null);

  private final Metrics metrics = new Metrics("0.1.0", 1, 2);

  private List<String> lines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      metrics.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void probesAreCountedByPoolStatusAndResult() {
    metrics.probes().finished(new ServerId("web", "web1"), PASSED);
    metrics.probes().finished(new ServerId("web", "web2"), PASSED);
    metrics.probes().finished(new ServerId("web", "web2"), PASSED.inconclusive());

    assertThat(lines())
        .contains(
            "poolwatch_probe_results_total{pool=\"web\",result=\"passed\",status=\"L7OK\"} 2.0",
            "poolwatch_probe_results_total{pool=\"web\",result=\"inconclusive\",status=\"L7OK\"}"
                + " 1.0");
  }

  @Test
  void onlyPartsThatHappenedAreMeasured() {
    metrics.probes().finished(new ServerId("web", "web1"), PASSED);

    String name = "poolwatch_probe_phase_duration_seconds";
    assertThat(lines())
        .contains(
            name + "_bucket{phase=\"connect\",pool=\"web\",le=\"2.5E-4\"} 0",
            name + "_bucket{phase=\"connect\",pool=\"web\",le=\"5.0E-4\"} 1",
            name + "_count{phase=\"first_byte\",pool=\"web\"} 1",
            name + "_count{phase=\"total\",pool=\"web\"} 1")
        .noneMatch(line -> line.contains("phase=\"tls\""));
  }

  @Test
  void poolsBeyondTheBoundAreCountedTogether() {
    for (String pool : List.of("a", "b", "c", "d")) {
      metrics.probes().finished(new ServerId(pool, "s"), PASSED);
    }

    assertThat(lines().stream().filter(line -> line.startsWith("poolwatch_probe_results_total")))
        .containsExactly(
            "poolwatch_probe_results_total{pool=\"(other)\",result=\"passed\",status=\"L7OK\"} 2.0",
            "poolwatch_probe_results_total{pool=\"a\",result=\"passed\",status=\"L7OK\"} 1.0",
            "poolwatch_probe_results_total{pool=\"b\",result=\"passed\",status=\"L7OK\"} 1.0");
  }

  @Test
  void poolsThatAreGoneAreForgottenAndLeaveTheirPlacesToOthers() {
    for (String pool : List.of("a", "b", "c")) {
      metrics.probes().finished(new ServerId(pool, "s"), PASSED);
    }
    metrics.on(down("a"));

    metrics.retain(Set.of("b"));
    metrics.probes().finished(new ServerId("d", "s"), PASSED);

    assertThat(lines())
        .noneMatch(line -> line.contains("pool=\"a\""))
        .anyMatch(line -> line.contains("pool=\"b\""))
        .anyMatch(line -> line.contains("pool=\"d\""));
  }

  private static Event down(String pool) {
    return Events.serverTransition(
        "a",
        new ServerId(pool, "s"),
        OperationalState.UP,
        new Verdict(OperationalState.DOWN, false, true, List.of()),
        Admin.of(AdminState.READY),
        false,
        null,
        null);
  }

  @Test
  void transitionsAndAnswersAreCounted() {
    metrics.on(
        Events.serverTransition(
            "a",
            new ServerId("web", "web1"),
            OperationalState.UP,
            new Verdict(OperationalState.DOWN, false, true, List.of()),
            Admin.of(AdminState.READY),
            false,
            null,
            null));
    metrics.answered(304);

    assertThat(lines())
        .contains(
            "poolwatch_transitions_total{pool=\"web\",to=\"down\"} 1.0",
            "poolwatch_api_responses_total{code=\"3xx\"} 1.0",
            "poolwatch_build_info{version=\"0.1.0\"} 1");
  }

  @Test
  void theFleetAndWhatIsUnderWayAreTold() {
    metrics.watch(new Board(), () -> FleetView.alone("n", 1, Load.NONE), () -> 7, server -> null);
    metrics.watchStreams(() -> 2, () -> 1);

    assertThat(lines())
        .contains(
            "poolwatch_probes_in_flight 7.0",
            "poolwatch_fleet_quorate 1.0",
            "poolwatch_fleet_members{reachable=\"true\"} 1.0",
            "poolwatch_fleet_members{reachable=\"false\"} 0.0",
            "poolwatch_api_streams 2.0",
            "poolwatch_api_streams_dropped_total 1.0")
        .anyMatch(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\"} "));
  }

  /** Some 40 bytes are the client library's own for each value that it puts into a histogram. */
  @Test
  void countingAProbeAllocatesLittle() {
    ServerId server = new ServerId("web", "web1");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    int many = 20_000;
    count(server, many);

    long before = threads.getCurrentThreadAllocatedBytes();
    count(server, many);
    long perProbe = (threads.getCurrentThreadAllocatedBytes() - before) / many;

    assertThat(perProbe).isLessThan(256);
  }

  private void count(ServerId server, int many) {
    for (int i = 0; i < many; i++) {
      metrics.probes().started(1_000_000);
      metrics.probes().finished(server, PASSED);
    }
  }
}
