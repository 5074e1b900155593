package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.Level;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;
import io.poolwatch.spec.EventLogSpec;
import io.poolwatch.spec.NodeSpec;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ResolveSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigLoaderTest {
  @TempDir private Path temp;

  private ServiceSpec load(String text) {
    return Configs.loaded(Configs.write(temp, "p.conf", text), Configs.OPTIONS).spec();
  }

  @Test
  void theLeastConfigurationHasTheDefaultsOfTheContract() {
    ServiceSpec spec = load("poolwatch.pools.web.servers.web1 = \"10.0.0.1:80\"");

    ServerSpec server = Configs.server(spec, "web/web1");
    Duration inter = Duration.ofSeconds(2);
    assertThat(server.checks().get(0).schedule()).isEqualTo(new Schedule(inter, inter, inter, 0));
    assertThat(server.checks().get(0).health()).isEqualTo(new HealthRule(2, 3, InitState.UNKNOWN));
    assertThat(server.checks().get(0).timeouts())
        .isEqualTo(new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), null));
    assertThat(server.checks().get(0).script().type()).isEqualTo("connect");
    assertThat(server.checks().get(0).close()).isEqualTo(ClosePolicy.AUTO);
    assertThat(server.checks().get(0).maxResponseBytes()).isEqualTo(16 * 1024);
    assertThat(server.weight()).isEqualTo(1);
    assertThat(server.backup()).isFalse();
    assertThat(server.admin()).isEqualTo(AdminState.READY);
    assertThat(server.checks().get(0).logHealthChecks()).isFalse();
    assertThat(spec.limits().inFlight()).isEqualTo(1000);
    assertThat(spec.limits().handshakes())
        .isEqualTo(4 * Runtime.getRuntime().availableProcessors());
    assertThat(spec.limits().firstProbeSpread()).isEqualTo(Duration.ofSeconds(10));
    assertThat(spec.resolve())
        .isEqualTo(
            new ResolveSpec(
                Duration.ofSeconds(30), Duration.ofSeconds(5), ResolveSpec.Family.IPV4));
    assertThat(spec.eventLog()).isEqualTo(new EventLogSpec(EventLogSpec.Format.TEXT, Level.INFO));
    assertThat(spec.node())
        .isEqualTo(
            new NodeSpec(
                "test-host",
                "127.0.0.1",
                7355,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                Duration.ofMillis(250)));
  }

  @Test
  void theSamplesOfTheTreeAreValidWithoutAWarning() throws IOException {
    try (Stream<Path> samples = Files.list(Path.of("conf"))) {
      assertThat(samples.filter(file -> file.toString().endsWith(".conf")))
          .hasSizeGreaterThan(1)
          .allSatisfy(
              file ->
                  assertThat(Configs.loaded(file, optionsFor(file)).warnings())
                      .as("%s", file)
                      .isEmpty());
    }
  }

  /** The programs of a sample are not there. */
  private static LoadOptions optionsFor(Path sample) {
    return sample.endsWith("exec.conf") ? Configs.OPTIONS.withoutFiles() : Configs.OPTIONS;
  }

  @Test
  void poolsAndServersAreListedByLineThenByName() {
    ServiceSpec spec =
        load(
            """
            poolwatch.pools {
              z { servers { b = "10.0.0.1:1", a = "10.0.0.2:1"
                            0 = "10.0.0.3:1" } }
              a { servers { x = "10.0.0.1:1" } }
            }
            """);

    assertThat(spec.pools()).extracting(PoolSpec::name).containsExactly("z", "a");
    assertThat(spec.servers().map(server -> server.id().server()))
        .containsExactly("a", "b", "0", "x");
  }

  @Test
  void theControlSocketIsInTheStateDirUnlessItIsSet() {
    String pool = "poolwatch.pools.web.servers.web1 = \"10.0.0.1:80\"\n";

    NodeSpec inStateDir = load(pool + "poolwatch.node.state-dir = state").node();
    NodeSpec set = load(pool + "poolwatch.node.control-socket = /run/pw.sock").node();
    NodeSpec relative = load(pool + "poolwatch.node.control-socket = pw.sock").node();

    assertThat(inStateDir.stateDir()).isEqualTo(temp.resolve("state"));
    assertThat(inStateDir.controlSocket()).isEqualTo(temp.resolve("state/control.sock"));
    assertThat(set.controlSocket()).isEqualTo(Path.of("/run/pw.sock"));
    assertThat(relative.controlSocket()).isEqualTo(temp.resolve("pw.sock"));
  }

  @Test
  void theStateDirIsWhatSystemdSays() {
    Path file = Configs.write(temp, "p.conf", "poolwatch.pools.p.servers.s = \"10.0.0.1:80\"");
    LoadOptions options = Configs.environment(Map.of("STATE_DIRECTORY", "/var/lib/poolwatch"));

    assertThat(Configs.loaded(file, options).spec().node().stateDir())
        .isEqualTo(Path.of("/var/lib/poolwatch"));
  }

  @Test
  void namesMayHoldAllThatIsAllowedInThem() {
    ServiceSpec spec = load("poolwatch.pools.\"A_z.0:9-\".servers.\"-_:.\" = \"10.0.0.1:80\"");

    assertThat(spec.servers().map(server -> server.id()))
        .containsExactly(new ServerId("A_z.0:9-", "-_:."));
  }

  @Test
  void serversOfOnePoolShareTheStepsThatDoNotDependOnThem() {
    ServiceSpec spec =
        load(
            """
            poolwatch.pools.web {
              check { type = http, expect = [ { string = "ok" } ] }
              servers { a = "10.0.0.1:80", b = "10.0.0.2:80" }
            }
            """);

    CheckScript a = Configs.server(spec, "web/a").checks().get(0).script();
    CheckScript b = Configs.server(spec, "web/b").checks().get(0).script();
    Step.Send sentByB = (Step.Send) b.steps().get(1);
    assertThat(a.steps().get(2)).isSameAs(b.steps().get(2));
    assertThat(sentByB.bytes().utf8String()).contains("Host: 10.0.0.2\r\n");
  }
}
