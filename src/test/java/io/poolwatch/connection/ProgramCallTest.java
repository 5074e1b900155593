package io.poolwatch.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ServerId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How external programs are called. */
final class ProgramCallTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static ProgramCall call(List<String> args, Map<String, String> env, boolean secure) {
    HostPort server = new HostPort(HERE.getHostAddress(), 8080, Optional.of(HERE));
    return ProgramCall.of(
        new ServerId("web", "web1"),
        new ProgramPlan(Path.of("/checks/lag"), args, env, server, secure),
        new InetSocketAddress(HERE, 8080));
  }

  @Test
  void withoutArgumentsItGetsTheFourOfHaproxy() {
    assertThat(call(List.of(), Map.of(), false).command())
        .containsExactly("/checks/lag", "NOT_USED", "NOT_USED", HERE.getHostAddress(), "8080");
  }

  @Test
  void argumentsOfItsOwnReplaceThem() {
    assertThat(call(List.of("--max", "$X"), Map.of(), false).command())
        .containsExactly("/checks/lag", "--max", "$X");
  }

  @Test
  void itsEnvironmentIsThatOfHaproxyAndItsOwn() {
    assertThat(call(List.of(), Map.of("PATH", "/bin", "TOKEN", "x"), true).environment())
        .containsEntry("PATH", "/bin")
        .containsEntry("TOKEN", "x")
        .containsEntry("HAPROXY_PROXY_NAME", "web")
        .containsEntry("HAPROXY_SERVER_NAME", "web1")
        .containsEntry("HAPROXY_SERVER_PORT", "8080")
        .containsEntry("HAPROXY_SERVER_SSL", "1")
        .hasSize(14);
  }

  @Test
  void noTextShowsTheEnvironment() {
    assertThat(call(List.of(), Map.of("TOKEN", "s3cr3t"), true).toString())
        .contains("/checks/lag")
        .doesNotContain("s3cr3t");
  }
}
