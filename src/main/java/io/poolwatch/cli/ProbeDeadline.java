package io.poolwatch.cli;

import io.poolwatch.check.Step;
import io.poolwatch.model.Timeouts;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.LimitsSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long it may take at most until each of some servers has been probed once. It follows from
 * their own deadlines: only a bug makes anyone wait for it.
 */
final class ProbeDeadline {
  /** A graceful close, the actors' start and a busy machine. */
  private static final Duration SLACK = Duration.ofSeconds(3);

  /** Requests that a dialogue is believed to make. */
  private static final int TURNS = 8;

  private ProbeDeadline() {}

  /** The time for all these servers, which share the limits of the service. */
  static Duration of(List<ServerSpec> servers, ServiceSpec service) {
    Duration longest =
        servers.stream().map(ProbeDeadline::longest).max(Duration::compareTo).orElse(Duration.ZERO);
    return longest
        .multipliedBy(rounds(servers.stream().mapToInt(ServerSpec::lines).sum(), service.limits()))
        .plus(service.resolve().timeout())
        .plus(SLACK);
  }

  /** Probes take turns below the limits; those that shake hands wait for two of them. */
  private static long rounds(int probes, LimitsSpec limits) {
    return ceil(probes, limits.inFlight()) + ceil(probes, limits.handshakes());
  }

  private static long ceil(int count, int atOnce) {
    return (count + atOnce - 1L) / atOnce;
  }

  /** The longest that probing one server may take: all its lines are probed at once. */
  static Duration longest(ServerSpec server) {
    return IntStream.range(0, server.lines())
        .mapToObj(line -> longest(server.line(line)))
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  private static Duration longest(CheckSpec check) {
    Timeouts timeouts = check.timeouts();
    Duration total = timeouts.total();
    if (total != null) {
      return total;
    }
    Duration sum = Duration.ZERO;
    for (Step step : check.script().steps()) {
      sum = sum.plus(longest(step, timeouts));
    }
    return sum;
  }

  private static Duration longest(Step step, Timeouts timeouts) {
    if (step instanceof Step.Connect || step instanceof Step.StartTls) {
      return timeouts.connect();
    } else if (step instanceof Step.Converse) {
      return timeouts.check().multipliedBy(2L * TURNS);
    }
    return timeouts.check();
  }
}
