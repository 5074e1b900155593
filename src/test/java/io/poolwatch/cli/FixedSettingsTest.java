package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FixedSettingsTest {
  private static final String POOL = "poolwatch.pools.web.servers.a = \"127.0.0.1:80\"\n";

  @TempDir private Path temp;

  @Test
  void eachSettingOfTheProcessThatDiffersIsNamedByItsPath() {
    ServiceSpec changed =
        spec(
            """
            poolwatch {
              node { name = other, bind-port = 7, max-lag = 1s }
              limits { in-flight = 7, first-probe-spread = 1s }
              resolve.every = 1s
              event-log { format = json, level = debug }
              cluster { verdict = all, plaintext = loopback-only }
            }
            """);

    assertThat(FixedSettings.differing(spec(""), changed))
        .containsExactly(
            "poolwatch.limits.in-flight",
            "poolwatch.limits.first-probe-spread",
            "poolwatch.resolve.every",
            "poolwatch.event-log.format",
            "poolwatch.event-log.level",
            "poolwatch.node.name",
            "poolwatch.node.bind-port",
            "poolwatch.node.max-lag",
            "poolwatch.cluster.verdict",
            "poolwatch.cluster.plaintext");
  }

  @Test
  void aChangeOfServersIsNone() {
    ServiceSpec changed = spec("poolwatch.pools.web.servers.b = \"127.0.0.1:81\"");

    assertThat(FixedSettings.differing(spec(""), changed)).isEmpty();
  }

  @Test
  void whoMayAskChangesWithTheConfigurationAndWhereDoesNot() {
    ServiceSpec before = spec("poolwatch.api { port = 0, " + token("a") + " }");

    assertThat(
            FixedSettings.differing(before, spec("poolwatch.api { port = 0, " + token("b") + " }")))
        .isEmpty();
    assertThat(
            FixedSettings.differing(before, spec("poolwatch.api { port = 1, " + token("b") + " }")))
        .containsExactly("poolwatch.api");
    assertThat(FixedSettings.differing(before, spec(""))).containsExactly("poolwatch.api");
  }

  private static String token(String name) {
    return "tokens." + name + " { role = read, sha256 = " + "0a".repeat(32) + " }";
  }

  private ServiceSpec spec(String more) {
    return Loading.spec(temp.resolve("poolwatch.conf"), POOL + more);
  }
}
