package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sbr.SplitBrainResolverProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ActorSystemsTest {
  private static final String POOL = "poolwatch.pools.p.servers.s = \"10.0.0.1:80\"\n";

  /** Two lines that make the node one of a fleet. */
  private static final String FLEET =
      """
      poolwatch.cluster.plaintext = loopback-only
      poolwatch.node.seed-nodes = [ "127.0.0.1:7355" ]
      """;

  @TempDir private Path temp;

  private LoadResult.Loaded load(String text) {
    return Configs.loaded(Configs.write(temp, "p.conf", POOL + text), Configs.OPTIONS);
  }

  @Test
  void theLocalSystemStartsWithTheSettings() throws Exception {
    LoadResult.Loaded loaded =
        load("poolwatch.probe-dispatcher.fork-join-executor.parallelism-max = 3");

    ActorSystem<Void> system =
        ActorSystem.create(Behaviors.empty(), "poolwatch", ActorSystems.local(loaded));
    try {
      assertThat(
              system
                  .settings()
                  .config()
                  .getInt("poolwatch.probe-dispatcher.fork-join-executor.parallelism-max"))
          .isEqualTo(3);
      assertThat(system.settings().config().getBoolean("pekko.jvm-shutdown-hooks")).isFalse();
      assertThat(
              system
                  .dispatchers()
                  .lookup(DispatcherSelector.fromConfig("poolwatch.probe-dispatcher")))
          .isNotNull();
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void theUsersPekkoSettingsWinOverTheDefaults() {
    LoadResult.Loaded loaded =
        load("pekko { loglevel = WARNING, actor.default-dispatcher.throughput = 77 }");

    assertThat(loaded.system().getString("pekko.loglevel")).isEqualTo("WARNING");
    assertThat(loaded.system().getInt("pekko.actor.default-dispatcher.throughput")).isEqualTo(77);
    assertThat(loaded.system().getDuration("pekko.scheduler.tick-duration"))
        .isLessThanOrEqualTo(Duration.ofMillis(10));
  }

  @Test
  void pekkoNeverWritesToStandardOutput() {
    assertThat(load("").system().getString("pekko.stdout-loglevel")).isEqualTo("OFF");
    assertThat(load("pekko.stdout-loglevel = DEBUG").system().getString("pekko.stdout-loglevel"))
        .isEqualTo("OFF");
  }

  @Test
  void theServicesOwnSettingsAreNoBusinessOfTheActorSystem() {
    assertThat(load("").system().hasPath("poolwatch.pools")).isFalse();
  }

  /** What the fleet's system would be started with. */
  private Config fleet(String text) {
    return ActorSystems.fleet(load(FLEET + text))
        .get(BootstrapSetup.class)
        .orElseThrow()
        .config()
        .get();
  }

  @Test
  void aNodeThatIsAloneHasNoFleet() {
    LoadResult.Loaded alone = load("");

    assertThat(alone.fleet()).isNull();
    assertThatThrownBy(() -> ActorSystems.fleet(alone)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theFleetsSystemListensWhereTheNodeSaysAndJoinsNobodyByItself() {
    Config fleet =
        fleet(
            "poolwatch.node { host = \"127.0.0.5\", port = 7, bind-host = \"::1\", bind-port = 8"
                + " }\n"
                + "pekko.cluster.seed-nodes = [ \"pekko://poolwatch-fleet@127.0.0.9:1\" ]");

    assertThat(fleet.getString("pekko.actor.provider")).isEqualTo("cluster");
    assertThat(fleet.getString("pekko.remote.artery.transport")).isEqualTo("tcp");
    assertThat(fleet.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("127.0.0.5");
    assertThat(fleet.getInt("pekko.remote.artery.canonical.port")).isEqualTo(7);
    assertThat(fleet.getString("pekko.remote.artery.bind.hostname"))
        .as("as others write it that resolve it")
        .isEqualTo("[0:0:0:0:0:0:0:1]");
    assertThat(fleet.getInt("pekko.remote.artery.bind.port")).isEqualTo(8);
    assertThat(fleet.getStringList("pekko.cluster.seed-nodes")).isEmpty();
  }

  @Test
  void whatANodeIsStandsInTheRolesOfAMember() {
    Config fleet = fleet("poolwatch.node { name = n1, zone = a, tags = [ eu, fast ] }");

    assertThat(fleet.getStringList("pekko.cluster.roles"))
        .containsExactly("node:n1", "zone:a", "tag:eu", "tag:fast");
  }

  @Test
  void theFleetSharesNoSelectorAndNoDispatcherWithTheProbes() {
    Config fleet = fleet("pekko.io.tcp.nr-of-selectors = 7");

    assertThat(fleet.hasPath("poolwatch")).isFalse();
    Config tcp = fleet.getConfig("pekko.io.tcp");
    assertThat(tcp.getString("worker-dispatcher")).isEqualTo("pekko.actor.internal-dispatcher");
    assertThat(tcp.getString("management-dispatcher")).isEqualTo("pekko.actor.internal-dispatcher");
    assertThat(tcp.getString("register-timeout")).isEqualTo("5s");
    assertThat(tcp.getInt("nr-of-selectors")).isEqualTo(1);
  }

  @Test
  void aSplitIsResolvedByTheMajorityAndNobodyEndsTheProcess() {
    Config fleet = fleet("");

    assertThat(fleet.getString("pekko.cluster.downing-provider-class"))
        .isEqualTo(SplitBrainResolverProvider.class.getName());
    assertThat(fleet.getString("pekko.cluster.split-brain-resolver.active-strategy"))
        .isEqualTo("keep-majority");
    assertThat(fleet.getDuration("pekko.cluster.split-brain-resolver.stable-after"))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(fleet.getBoolean("pekko.coordinated-shutdown.exit-jvm")).isFalse();
    assertThat(fleet.getBoolean("pekko.jvm-shutdown-hooks")).isFalse();
    assertThat(fleet.getBoolean("pekko.jvm-exit-on-fatal-error")).isFalse();
    assertThat(fleet.getBoolean("pekko.actor.allow-java-serialization")).isFalse();
    assertThat(fleet.getBoolean("pekko.cluster.jmx.enabled")).isFalse();
  }

  @Test
  void aLeaveTakesNoLongerThanTheServiceMayTakeToEnd() {
    Config phases = fleet("").getConfig("pekko.coordinated-shutdown.phases");

    Duration all =
        Stream.of("cluster-leave", "cluster-exiting", "cluster-exiting-done", "cluster-shutdown")
            .map(phase -> phases.getDuration(phase + ".timeout"))
            .reduce(Duration.ZERO, Duration::plus);
    assertThat(all).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void theUsersPekkoSettingsHoldForTheFleetToo() {
    Config fleet = fleet("pekko.cluster.failure-detector.threshold = 12");

    assertThat(fleet.getInt("pekko.cluster.failure-detector.threshold")).isEqualTo(12);
  }

  @Test
  void aWrongSettingOfTheFleetsLibrariesIsToldAtItsPlace() {
    Path file =
        Configs.write(
            temp, "p.conf", POOL + FLEET + "pekko.cluster.failure-detector.threshold = [ 1 ]");

    assertThat(Configs.problems(file, Configs.OPTIONS))
        .singleElement()
        .asString()
        .startsWith(file + ":4: pekko.cluster.failure-detector.threshold: ");
  }
}
