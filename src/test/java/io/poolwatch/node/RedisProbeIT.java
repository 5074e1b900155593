package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of type redis against a real Redis. */
final class RedisProbeIT {
  private static final String CHECK = "type = redis";
  private static final String WRONGPASS =
      "L7STS WRONGPASS invalid username-password pair or user is disabled.";

  @TempDir private static Path files;
  private static DaemonProbes probes;
  @TempDir private Path temp;

  @BeforeAll
  static void start() {
    probes = new DaemonProbes(files);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

  private Daemon redis(String... settings) {
    int port = FaultyServer.nobody().getPort();
    return listening(port, "--port", Integer.toString(port), settings);
  }

  private Daemon listening(int port, String option, String value, String... settings) {
    String program = Daemons.need("redis-server").toString();
    List<String> command =
        new ArrayList<>(List.of(program, "--bind", "127.0.0.1", option, value, "--save", ""));
    command.addAll(List.of(settings));
    return Daemon.started(temp, port, command.toArray(String[]::new));
  }

  private static String verdict(Daemon daemon, String... check) {
    return probes.verdict(daemon.port(), check);
  }

  private static String login(String username, String password) {
    String user = username.isEmpty() ? "" : "username = " + username + ", ";
    return CHECK
        + ", allow-plaintext-password = true, redis { "
        + user
        + "password = "
        + password
        + " }";
  }

  @Test
  void itIsUpUntilItIsStopped() {
    try (Daemon daemon = redis()) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK");
      daemon.stop();
      assertThat(verdict(daemon, CHECK)).startsWith("L4CON");
      daemon.start();
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7OK");
    }
  }

  @Test
  void aPasswordThatItWantsMustBeTheRightOne() {
    try (Daemon daemon = redis("--requirepass", "right")) {
      assertThat(verdict(daemon, CHECK)).isEqualTo("L7STS NOAUTH Authentication required.");
      assertThat(verdict(daemon, login("", "right"))).isEqualTo("L7OK");
      assertThat(verdict(daemon, login("", "wrong"))).isEqualTo(WRONGPASS);
    }
  }

  @Test
  void aUserNeedsNoOtherRightThanToPing() {
    try (Daemon daemon =
        redis("--user prober on >right +ping --user mute on >right +get".split(" "))) {
      assertThat(verdict(daemon, login("prober", "right"))).isEqualTo("L7OK");
      assertThat(verdict(daemon, login("nobody", "right"))).isEqualTo(WRONGPASS);
      assertThat(verdict(daemon, login("mute", "right"))).startsWith("L7STS NOPERM ");
    }
  }

  @Test
  void aPasswordThatItDoesNotWantIsToldInItsWords() {
    try (Daemon daemon = redis()) {
      assertThat(verdict(daemon, login("", "needless")))
          .startsWith("L7STS ERR AUTH <password> called without any password configured");
    }
  }

  @Test
  void aReplicaThatLostItsMasterSaysSo() {
    int nobody = FaultyServer.nobody().getPort();
    try (Daemon daemon =
        redis("--replicaof", "127.0.0.1 " + nobody, "--replica-serve-stale-data", "no")) {
      assertThat(verdict(daemon, CHECK)).startsWith("L7STS MASTERDOWN Link with MASTER is down");
    }
  }

  /** A dataset that takes long to load is no matter for a test; a peer says the same. */
  @Test
  void aServerThatIsStillLoadingDecidesAtOnce() {
    try (FaultyServer server =
        FaultyServer.playing(
            Step.readUntil("PING\r\n"),
            Step.send("-LOADING Redis is loading the dataset in memory\r\n"),
            Step.readToEnd())) {
      assertThat(probes.verdict(server.port(), CHECK))
          .isEqualTo("L7STS LOADING Redis is loading the dataset in memory");
    }
  }

  @Test
  void overTlsThePasswordNeedsNoLeave() {
    int port = FaultyServer.nobody().getPort();
    try (Daemon daemon =
        listening(
            port,
            "--tls-port",
            Integer.toString(port),
            "--port",
            "0",
            "--tls-cert-file",
            probes.certificate().toString(),
            "--tls-key-file",
            probes.key().toString(),
            "--tls-ca-cert-file",
            probes.ca().toString(),
            "--tls-auth-clients",
            "no",
            "--requirepass",
            "right")) {
      String login = CHECK + ", redis.password = right";
      assertThat(verdict(daemon, login, DaemonProbes.TLS)).isEqualTo("L7OK");
      assertThat(verdict(daemon, CHECK)).matches("(?s)(L7RSP|SOCKERR) .*");
    }
  }
}
