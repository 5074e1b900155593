package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.StatsSocket;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands to a program that has just begun to listen, with servers that take a while to start. */
final class EarlyCommandIT {
  private static final int SERVERS = 5_000;

  @TempDir private Path temp;

  @Test
  void whoeverAsksAtOnceFindsAllConfiguredServers() {
    StatsSocket stats = new StatsSocket(temp.resolve("api.sock"));
    try (Program poolwatch = Program.start("run", config().toString())) {
      Waiting.until(() -> Files.exists(stats.path()), "the runtime socket; " + poolwatch);

      assertThat(stats.ask("set server web/w" + (SERVERS - 1) + " state maint"))
          .isEqualTo(stats.ask("set server web/w0 state maint"))
          .doesNotContain("No such");
      assertThat(stats.stat().keySet()).filteredOn(name -> name.contains("/w")).hasSize(SERVERS);
    }
  }

  private Path config() {
    StringBuilder servers = new StringBuilder();
    String address = "127.0.0.1:" + FaultyServer.nobody().getPort();
    for (int i = 0; i < SERVERS; i++) {
      servers.append("      w").append(i).append(" = \"").append(address).append("\"\n");
    }
    return PemWriter.write(
        temp.resolve("p.conf"),
        """
        poolwatch {
          runtime-api { path = "api.sock", level = admin }
          pools.web {
            check.inter = 1h
            servers {
        %s
            }
          }
        }
        """
            .formatted(servers));
  }
}
