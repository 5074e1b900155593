package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ActorSystemsTest {
  private static final String POOL = "poolwatch.pools.p.servers.s = \"10.0.0.1:80\"\n";

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
}
