package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Haproxy;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.StatsSocket;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.UnixClient;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HAProxy's runtime commands, given to the program and to a real HAProxy beside it. */
final class RuntimeApiIT {
  @TempDir private Path temp;
  private FaultyServer good;
  private FaultyServer other;
  private InetSocketAddress nobody;
  private Program poolwatch;
  private StatsSocket stats;

  @BeforeEach
  void start() {
    good = FaultyServer.playing(Step.readToEnd());
    other = FaultyServer.playing(Step.readToEnd());
    nobody = FaultyServer.nobody();
    stats = new StatsSocket(temp.resolve("api.sock"));
    Path config =
        PemWriter.write(
            temp.resolve("p.conf"),
            """
            poolwatch {
              event-log.format = json
              runtime-api { path = "api.sock", level = admin, address = "127.0.0.1:%d" }
              pools {
                web {
                  check { inter = 200ms, rise = 2, fall = 3 }
                  servers {
                    web1 = "127.0.0.1:%d"
                    web2 { address = "127.0.0.1:%d", weight = 20, backup = true }
                    web3 { address = "127.0.0.1:%d", track = web1 }
                  }
                }
                db.servers.db1 { address = "127.0.0.1:%d", admin = maint }
              }
            }
            """
                .formatted(
                    FaultyServer.nobody().getPort(),
                    good.endpoint().getPort(),
                    nobody.getPort(),
                    other.endpoint().getPort(),
                    other.endpoint().getPort()));
    poolwatch = Program.start("run", config.toString());
    poolwatch.awaitEvent(transition("web1", "UP"));
    poolwatch.awaitEvent(transition("web2", "DOWN"));
    poolwatch.awaitEvent(transition("web3", "UP"));
  }

  @AfterEach
  void stop() {
    poolwatch.close();
    good.close();
    other.close();
  }

  private String ask(String command) {
    return stats.ask(command);
  }

  /** One row of {@code show stat} by its columns. */
  private Map<String, String> stat(String name) {
    return stats.stat().getOrDefault(name, Map.of());
  }

  /** One line of {@code show servers state} by its columns. */
  private Map<String, String> state(String server) {
    return stats.states().getOrDefault(server, Map.of());
  }

  private void awaitStat(String name, String column, String value) {
    Waiting.until(() -> value.equals(stat(name).get(column)), name + " " + column + " " + value);
  }

  @Test
  void statisticsHaveHaproxysColumns() {
    Map<String, String> up = stat("web/web1");
    assertThat(up)
        .containsEntry("status", "UP")
        .containsEntry("weight", "1")
        .containsEntry("act", "1")
        .containsEntry("bck", "0")
        .containsEntry("check_status", "L4OK")
        .containsEntry("check_desc", "Layer4 check passed")
        .containsEntry("check_rise", "2")
        .containsEntry("check_fall", "3")
        .containsEntry("check_health", "4")
        .containsEntry("iid", "2")
        .containsEntry("sid", "1")
        .containsEntry("addr", "127.0.0.1:" + good.endpoint().getPort());
    Map<String, String> down = stat("web/web2");
    assertThat(down)
        .containsEntry("status", "DOWN")
        .containsEntry("bck", "1")
        .containsEntry("check_status", "L4CON")
        .containsEntry("chkdown", "1")
        .containsEntry("weight", "20");
    assertThat(stat("web/web3")).containsEntry("status", "UP").containsEntry("tracked", "web/web1");
    assertThat(stat("db/db1")).containsEntry("status", "MAINT");
    assertThat(stat("web/BACKEND")).containsEntry("status", "UP").containsEntry("act", "2");
    assertThat(stat("db/BACKEND")).containsEntry("status", "DOWN");
  }

  @Test
  void serversAreDumpedAsHaproxyDoes() {
    assertThat(state("web/web1"))
        .containsEntry("srv_op_state", "2")
        .containsEntry("srv_admin_state", "0")
        .containsEntry("srv_check_status", "6")
        .containsEntry("srv_check_result", "3")
        .containsEntry("srv_check_health", "4")
        .containsEntry("srv_check_state", "6");
    assertThat(state("web/web2"))
        .containsEntry("srv_op_state", "0")
        .containsEntry("srv_check_status", "8")
        .containsEntry("srv_check_result", "2");
    assertThat(state("db/db1"))
        .containsEntry("srv_admin_state", "5")
        .containsEntry("srv_op_state", "0")
        .containsEntry("be_id", "3");
  }

  @Test
  void anAdminStateIsSetAndTold() {
    assertThat(ask("set server web/web1 state maint")).isEqualTo("\n");
    JsonNode changed =
        poolwatch.awaitEvent(
            event("admin-changed").and(e -> e.path("server").asText().equals("web1")));
    assertThat(changed.get("to").asText()).isEqualTo("MAINT");
    assertThat(changed.get("author").asText()).isEqualTo(System.getProperty("user.name"));
    assertThat(stat("web/web1")).containsEntry("status", "MAINT");

    assertThat(ask("set server web/web1 state ready; show stat")).startsWith("\n# pxname");
    awaitStat("web/web1", "status", "UP");
    JsonNode told = poolwatch.awaitEvent(event("runtime-command"));
    assertThat(told.get("command").asText()).isEqualTo("set server web/web1 state maint");
  }

  @Test
  void healthIsSetAndTheNextCheckGoesOnFromThere() {
    assertThat(ask("set server web/web1 health down")).isEqualTo("\n");
    JsonNode down = poolwatch.awaitEvent(transition("web1", "DOWN"));
    assertThat(down.path("cause").path("info").asText())
        .isEqualTo("changed by a runtime command of " + System.getProperty("user.name"));
    JsonNode up = poolwatch.awaitEventAfter(down, transition("web1", "UP"));
    assertThat(up.path("cause").path("status").asText()).isEqualTo("L4OK");
    assertThat(ask("set server web/web3 health down"))
        .isEqualTo("cannot change health on a tracking server.\n\n");
  }

  @Test
  void theCheckGoesElsewhere() {
    assertThat(ask("set server web/web2 check-port " + good.endpoint().getPort())).isEqualTo("\n");
    poolwatch.awaitEvent(transition("web2", "UP"));
    assertThat(ask("set server web/web2 check-addr 10.1.2.3"))
        .isEqualTo("address '10.1.2.3' is not in runtime-api.allow-addresses\n");
  }

  @Test
  void serversComeAndGo() {
    String address = "127.0.0.1:" + other.endpoint().getPort();
    assertThat(ask("add server web/new " + address + " check inter 200 rise 1"))
        .isEqualTo("New server registered.\n\n");
    assertThat(stat("web/new")).containsEntry("status", "MAINT");
    assertThat(ask("del server web/web1"))
        .isEqualTo("Only servers in maintenance mode can be deleted.\n");
    assertThat(ask("enable server web/new")).isEqualTo("\n");
    awaitStat("web/new", "status", "UP");
    ask("disable server web/new");
    assertThat(stat("web/new")).containsEntry("status", "MAINT");
    assertThat(ask("del server web/new")).isEqualTo("Server deleted.\n");
    assertThat(ask("show stat")).doesNotContain("web,new,");
    assertThat(ask("del server web/new")).isEqualTo("No such server.\n");
  }

  @Test
  void weightsAreSet() {
    assertThat(ask("set server web/web1 weight 50")).isEqualTo("\n");
    assertThat(stat("web/web1")).containsEntry("weight", "50");
    assertThat(stats.stat().keySet())
        .as("in the order of the configuration")
        .containsExactly("web/web1", "web/web2", "web/web3", "web/BACKEND", "db/db1", "db/BACKEND");
    assertThat(ask("get weight web/web1")).isEqualTo("50 (initial 1)\n\n");
    assertThat(ask("set weight web/web2 50%; set weight web/web2 200%")).isEqualTo("\n\n");
    assertThat(ask("get weight web/web2")).isEqualTo("40 (initial 20)\n\n");
    assertThat(ask("set server web/web1 weight 0")).isEqualTo("\n");
    assertThat(stat("web/web1")).containsEntry("status", "DRAIN");
  }

  @Test
  void healthChecksPauseAndGoOn() {
    assertThat(ask("disable health web/web2")).isEqualTo("\n");
    assertThat(stat("web/web2")).containsEntry("check_status", "");
    assertThat(ask("enable health web/web2")).isEqualTo("\n");
    awaitStat("web/web2", "check_status", "L4CON");
  }

  @Test
  void overTcpCommandsOnlyLook() throws IOException {
    JsonNode started = poolwatch.awaitEvent(event("node-started"));
    String port = started.get("ports").get("runtime-api-tcp").asText().split(":", 2)[1];

    assertThat(UnixClient.askTcp(Integer.parseInt(port), "show info")).contains("Name: Poolwatch");
    assertThat(UnixClient.askTcp(Integer.parseInt(port), "set server web/web1 state maint"))
        .isEqualTo("Permission denied\n\n");
    assertThat(stat("web/web1")).containsEntry("status", "UP");
  }

  @Test
  void nobodyElseMayUseTheSocket() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(stats.path())))
        .isEqualTo("rw-------");
    poolwatch.signal("TERM");
    assertThat(poolwatch.exitCode()).isZero();
    assertThat(stats.path()).doesNotExist();
  }

  @Test
  void wrongCommandsAnswerAsHaproxyDoesAndChangeNothing() throws IOException {
    String sections =
        """
        defaults
          timeout connect 1s
          timeout client 1s
          timeout server 1s
        backend web
          server web1 127.0.0.1:%1$d check
          server web2 127.0.0.1:%2$d check backup weight 20
          server web3 127.0.0.1:%1$d track web1
        backend db
          server db1 127.0.0.1:%1$d check disabled
        """
            .formatted(good.endpoint().getPort(), nobody.getPort());
    List<String> commands =
        Arrays.asList(
            "set server",
            "set server web1",
            "set server web/nix state ready",
            "set server nix/web1 state ready",
            "set server web/web1 state",
            "set server web/web1 state foo",
            "set server web/web1 health",
            "set server web/web1 health foo",
            "set server web/web3 health up",
            "set server web/web1 agent up",
            "set server web/web1 weight",
            "set server web/web1 weight foo",
            "set server web/web1 weight 300",
            "set server web/web1 check-addr",
            "set server web/web1 check-addr foo",
            "set server web/web1 check-port",
            "set server web/web1 check-port foo",
            "set server web/web1 check-port 99999",
            "enable server",
            "enable server web1",
            "enable server web/nix",
            "disable server nix/nix",
            "enable agent web/web1",
            "disable agent web/web1",
            "add server web/new",
            "add server web/web1 127.0.0.1:99",
            "add server nix/web1 127.0.0.1:99",
            "del server web/web2",
            "del server web/nix",
            "del server nix/nix",
            "get weight web/web2",
            "show servers state nix",
            "quit");
    Path directory = Files.createDirectory(temp.resolve("haproxy"));
    try (Haproxy haproxy = Haproxy.start(directory, sections)) {
      haproxy.awaitChecks();
      for (String command : commands) {
        assertThat(ask(command)).as(command).isEqualTo(haproxy.ask(command));
      }
    }
    assertThat(poolwatch.events()).noneMatch(event("admin-changed").or(event("config-reloaded")));
  }

  @Test
  void anUnknownCommandListsThoseThatThereAre() {
    assertThat(ask("foo")).startsWith("Unknown command").contains("show servers state");
    assertThat(ask("help")).contains("set server <bk>/<srv> [opts]");
  }
}
