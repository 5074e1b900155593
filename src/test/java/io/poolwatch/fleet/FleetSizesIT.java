package io.poolwatch.fleet;

import static io.poolwatch.fleet.FleetOfPrograms.INTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.load.ForeignLoad;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However many nodes there are, a server in calm sees the probes of one. For the profile fleet. */
@EnabledIfSystemProperty(
    named = "poolwatch.fleet.long",
    matches = "true",
    disabledReason = "only in the profile fleet")
class FleetSizesIT {
  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void inCalmAServerIsProbedOnceAnInterval(int nodes) {
    try (FleetOfPrograms fleet = FleetOfPrograms.of(temp, nodes, FleetFixture.SERVERS)) {
      Spacing spacing = calm(fleet, nodes + " nodes");

      assertThat(spacing.most()).as("in any 20 intervals").isBetween(19, 21);
      assertThat(spacing.closest()).isGreaterThanOrEqualTo(INTER.dividedBy(2));
    }
  }

  @Test
  void aClockThatIsOffCostsNoProbes() {
    try (FleetOfPrograms fleet = FleetOfPrograms.of(temp, 3, FleetFixture.SERVERS)) {
      fleet.node(3).clock("+0.4s");
      Spacing spacing = calm(fleet, "one clock of three 400 ms ahead");

      assertThat(spacing.most()).as("in any 20 intervals").isBetween(19, 21);
    }
  }

  private static Spacing calm(FleetOfPrograms fleet, String what) {
    fleet.nodes().forEach(Node::start);
    fleet.awaitWhole();
    fleet.awaitSilence();
    long begin = System.nanoTime();
    ForeignLoad others = ForeignLoad.now();
    FleetFixture.observe(Duration.ofSeconds(30));
    Spacing spacing = Spacing.of(fleet.servers().since(begin), INTER);
    FleetFixture.report(what + ": " + spacing);
    ForeignLoad.assumeLittle(others.share());
    return spacing;
  }
}
