package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Redis;
import io.poolwatch.testkit.RedisClient;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check of type redis against a real Redis. It says nothing while it shuts down: it answers
 * until it is gone. It has no ways to log in of which one is weaker, and starts no TLS inside a
 * connection; the peer that offers less than wanted is one without TLS.
 */
final class RedisProbeIT {
  private static final String CHECK = "type = redis";
  private static final String WRONGPASS =
      "L7STS WRONGPASS invalid username-password pair or user is disabled.";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  @TempDir private Path temp;

  private Daemon redis(String... options) {
    return Redis.start(temp, options);
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

  @Test
  void aServerThatIsStillLoadingDecidesAtOnce() {
    try (Daemon daemon =
        redis(
            "--enable-debug-command",
            "local",
            "--key-load-delay",
            "200000",
            "--loading-process-events-interval-bytes",
            "1024")) {
      try (RedisClient client = new RedisClient(daemon.port())) {
        assertThat(client.ask("DEBUG POPULATE 1000 key 100")).isEqualTo("+OK");
        assertThat(client.ask("SAVE")).isEqualTo("+OK");
      }
      daemon.stop();
      daemon.start();
      assertThat(verdict(daemon, CHECK))
          .isEqualTo("L7STS LOADING Redis is loading the dataset in memory");
      assertThat(verdict(daemon, login("", "any")))
          .as("loading is told before the login is looked at")
          .matches("L7STS (LOADING|ERR AUTH) .*");
    }
  }

  @Test
  void aServerThatIsBusyWithAScriptSaysSo() {
    try (Daemon daemon = redis("--busy-reply-threshold", "1");
        RedisClient client = new RedisClient(daemon.port())) {
      client.say("EVAL \"while true do end\" 0");
      client.awaitBusy();
      assertThat(verdict(daemon, CHECK)).startsWith("L7STS BUSY Redis is busy running a script");
    }
  }

  @Test
  void overTlsThePasswordNeedsNoLeave() {
    try (Daemon daemon = Redis.startTls(temp, probes.tls(), "--requirepass", "right")) {
      String login = CHECK + ", redis.password = right";
      assertThat(verdict(daemon, login, DaemonProbes.TLS)).isEqualTo("L7OK");
      assertThat(verdict(daemon, CHECK)).matches("(?s)(L7RSP|SOCKERR) .*");
    }
  }

  @Test
  void aServerWithoutTlsGetsNoPassword() {
    try (Daemon daemon = redis("--requirepass", "right")) {
      String hasty = "timeout.connect = 500ms";
      assertThat(verdict(daemon, CHECK, hasty, "redis.password = right", DaemonProbes.TLS))
          .matches("(?s)L6(RSP|TOUT) .*");
    }
  }
}
