package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No password is told by any event of a probe, whatever the server makes of it. */
final class SecretsIT {
  private static final String SECRET = "pl4nted-s3cret";
  private static final String REDIS =
      "type = redis, allow-plaintext-password = true, redis.password = " + SECRET;
  private static final String LDAP =
      "type = ldap, allow-plaintext-password = true, ldap { bind-dn = \"cn=a\", password = "
          + SECRET
          + " }";

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  private static void assertNothingTold(String check, String wanted, Step... peer) {
    try (FaultyServer server = FaultyServer.playing(peer)) {
      assertThat(probes.verdict(server.port(), check)).contains(wanted);
      assertThat(server.peer(0).text()).as("the secret was sent").contains(SECRET);
      assertThat(probes.story()).contains("check-result").doesNotContain(SECRET, "pl4nted");
    }
  }

  @Test
  void anErrorThatRepeatsThePassword() {
    assertNothingTold(
        REDIS,
        "L7STS ERR unknown command, with args beginning with: '***'",
        Step.readUntil(SECRET + "\r\n"),
        Step.send("-ERR unknown command, with args beginning with: '" + SECRET + "'\r\n"),
        Step.readToEnd());
  }

  @Test
  void anEchoOfTheLogin() {
    assertNothingTold(
        REDIS,
        "L7RSP not what Redis answers to AUTH: ",
        Step.readUntil(SECRET + "\r\n"),
        Step.send("*2\r\n$4\r\nAUTH\r\n$14\r\n" + SECRET + "\r\n"),
        Step.readToEnd());
    assertNothingTold(
        LDAP,
        "L7RSP the answer to the bind is no LDAPv3 message: ",
        Step.readUntil(SECRET),
        Step.send("no " + SECRET + " here"),
        Step.readToEnd());
  }

  @Test
  void aConnectionThatBreaksAfterTheLogin() {
    assertNothingTold(
        LDAP, "L7RSP the peer closed", Step.readUntil(SECRET), Step.fin(), Step.readToEnd());
  }
}
