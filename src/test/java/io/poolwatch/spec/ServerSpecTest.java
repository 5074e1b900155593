package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.ServerSpecs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The lines of a server: its checks, and its agent behind them. */
final class ServerSpecTest {
  private static final CheckSpec AGENT =
      ServerSpecs.agent(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), Duration.ofSeconds(1));

  private static final ServerSpec PLAIN = ServerSpecs.server("a").build();
  private static final ServerSpec ASKED = ServerSpecs.server("a").agent(AGENT).build();
  private static final ServerSpec SEVERAL =
      ServerSpecs.server("a")
          .checks(ServerSpecs.server("a").check("x"), ServerSpecs.server("a").check("y"))
          .agent(AGENT)
          .build();

  @Test
  void checksAndAgentAreItsLines() {
    assertThat(PLAIN.lines()).isEqualTo(1);
    assertThat(ASKED.lines()).isEqualTo(2);
    assertThat(SEVERAL.lines()).isEqualTo(3);
    assertThat(SEVERAL.line(1).name()).isEqualTo("y");
    assertThat(SEVERAL.line(2)).isSameAs(AGENT);
    assertThat(PLAIN.line(0).name()).isNull();
  }

  @Test
  void aLineIsFoundByItsName() {
    assertThat(PLAIN.line(null)).isSameAs(PLAIN.checks().get(0));
    assertThat(PLAIN.line("agent")).isNull();
    assertThat(SEVERAL.line("y")).isSameAs(SEVERAL.checks().get(1));
    assertThat(SEVERAL.line("agent")).isSameAs(AGENT);
    assertThat(SEVERAL.line(null)).isNull();
  }

  @Test
  void eachLineHasItsScript() {
    assertThat(ASKED.scripts()).containsExactly(ASKED.checks().get(0).script(), AGENT.script());
  }
}
