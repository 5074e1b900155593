package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Step;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several checks of one server, and its agent. */
final class ServerChecksTest {
  @TempDir private Path temp;

  private ServerSpec server(String text) {
    return server(text, "p/s");
  }

  private ServerSpec server(String text, String id) {
    Path file = Configs.write(temp, "p.conf", "poolwatch {" + text + "}");
    return Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), id);
  }

  private static List<String> names(ServerSpec server) {
    return server.checks().stream().map(CheckSpec::name).toList();
  }

  private static ConnectPlan plan(CheckSpec check) {
    return ((Step.Connect) check.script().steps().get(0)).plan();
  }

  private static CheckSpec agent(ServerSpec server) {
    CheckSpec agent = server.agent();
    assertThat(agent).isNotNull();
    return agent;
  }

  @Test
  void aServerMayHaveItsAgentAlone() {
    ServerSpec server =
        server("pools.p { check.type = none, agent.port = 8081, servers.s = \"10.0.0.1:80\" }");

    assertThat(server.checks()).isEmpty();
    assertThat(agent(server).name()).isEqualTo(CheckSpec.AGENT);
  }

  // ---- several checks

  @Test
  void aServerWithoutNamedChecksHasOneWithoutAName() {
    ServerSpec server = server("pools.p { checks { }, servers.s = \"10.0.0.1:80\" }");

    assertThat(server.checks()).hasSize(1);
    assertThat(server.checks().get(0).name()).isNull();
    assertThat(server.agent()).isNull();
  }

  @Test
  void checkIsTheBaseOfTheNamedOnesOfItsLevel() {
    ServerSpec server =
        server(
            """
            pools.p {
              check { inter = 7s, type = http, request.path = "/a" }
              checks { b { rise = 9 }, a { type = redis, port = 6379, inter = 8s } }
              servers.s = "10.0.0.1:80"
            }
            """);

    assertThat(names(server)).containsExactly("a", "b");
    assertThat(server.checks())
        .extracting(check -> check.script().type())
        .containsExactly("redis", "http");
    assertThat(server.checks())
        .extracting(check -> check.schedule().inter().toSeconds())
        .containsExactly(8L, 7L);
    assertThat(server.checks()).extracting(check -> check.health().rise()).containsExactly(2, 9);
    assertThat(plan(server.checks().get(0)).destination().port()).isEqualTo(6379);
  }

  @Test
  void theNearestLevelWinsAndTheNamedCheckWithinALevel() {
    ServerSpec server =
        server(
            """
            defaults { check.fall = 9, checks.a { fall = 8, rise = 8, inter = 8s } }
            pools.p {
              check { rise = 7 }
              checks.a { inter = 6s }
              servers.s { address = "10.0.0.1:80", check.inter = 5s, checks.b {} }
            }
            """);

    CheckSpec a = server.checks().get(0);
    assertThat(names(server)).containsExactly("a", "b");
    assertThat(List.of(a.health().fall(), a.health().rise())).containsExactly(8, 7);
    assertThat(a.schedule().inter()).hasSeconds(5);
    assertThat(server.checks().get(1).health().fall()).isEqualTo(9);
  }

  @Test
  void aNullTakesAnInheritedCheckAway() {
    String text =
        """
        pools.p {
          checks { a { port = 1 }, b { port = 2 } }
          servers { s { address = "10.0.0.1:80", checks.a = null }, t = "10.0.0.2:80" }
        }
        """;

    assertThat(names(server(text))).containsExactly("b");
    assertThat(names(server(text, "p/t"))).containsExactly("a", "b");
  }

  @Test
  void serversThatSetNothingShareWhatDoesNotDependOnThem() {
    String text =
        """
        pools.p {
          check { type = script }
          checks { a { steps = [ { send = "a" } ] }, b { steps = [ { send = "b" } ] } }
          servers { s = "10.0.0.1:80", t = "10.0.0.2:80" }
        }
        """;

    Path file = Configs.write(temp, "p.conf", "poolwatch {" + text + "}");
    ServiceSpec spec = Configs.loaded(file, Configs.OPTIONS).spec();
    ServerSpec s = Configs.server(spec, "p/s");
    ServerSpec t = Configs.server(spec, "p/t");
    assertThat(s.checks().get(0).script().steps().get(1))
        .isSameAs(t.checks().get(0).script().steps().get(1))
        .isNotEqualTo(s.checks().get(1).script().steps().get(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "checks.a.port = 9",
        "checks.b = null",
        "checks.c {}",
        "check.inter = 9s",
        "agent.port = 1",
        "agent.port = 9",
        "agent { port = 1, send = x }",
        "agent { port = 1, inter = 9s }",
        "agent { port = 1, timeout.check = 9s }"
      })
  void everyCheckAndTheAgentArePartOfTheHash(String setting) {
    String base =
        "pools.p { check.port = 8, checks { a { port = 1 }, b {} }, servers.s = \"10.0.0.1:80\" }";

    ServerSpec before = server(base);
    ServerSpec after = server(base + "\npools.p." + setting);
    assertThat(after.hash()).isNotEqualTo(before.hash());
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(server(base + "\npools.p.check.port = 8").hash()).isEqualTo(before.hash());
  }

  @Test
  void aNameIsPartOfTheHash() {
    String text = "pools.p { checks.%s.port = 1, servers.s = \"10.0.0.1:80\" }";

    assertThat(server(text.formatted("a")).hash()).isNotEqualTo(server(text.formatted("b")).hash());
  }

  // ---- the agent

  @Test
  void anAgentIsAskedOverPlainTcpAtTheServersOwnAddress() {
    ServerSpec server =
        server(
            """
            pools.p {
              check.timeout.check = 300ms
              transport { tls { enabled = true }, proxy-protocol = v2, source-address = 127.0.0.9 }
              agent.port = 8081
              servers.s = "10.0.0.1:443"
            }
            """);

    CheckSpec agent = agent(server);
    assertThat(agent.name()).isEqualTo(CheckSpec.AGENT);
    assertThat(agent.isAgent()).isTrue();
    ConnectPlan plan = plan(agent);
    assertThat(plan.destination()).hasToString("10.0.0.1:8081");
    assertThat(plan.tls()).isNull();
    assertThat(plan.proxy()).isEqualTo(ProxyHeader.NONE);
    assertThat(plan.source()).hasToString("/127.0.0.9");
    assertThat(agent.schedule().inter()).hasSeconds(2);
    assertThat(agent.timeouts().connect()).hasSeconds(1);
    assertThat(agent.timeouts().check()).hasMillis(300);
    assertThat(agent.close()).isEqualTo(ClosePolicy.GRACEFUL);
    assertThat(HealthCounter.initial(agent.health()).state()).isEqualTo(OperationalState.UP);
  }

  @Test
  void itsSettingsAreInheritedAndANullTakesItAway() {
    String text =
        """
        defaults.agent { inter = 9s, send = "a" }
        pools.p {
          agent { port = 1, timeout.connect = 5s }
          servers {
            s { address = "10.0.0.1:80", agent { address = "10.0.0.9:7", send = "b" } }
            t { address = "10.0.0.2:80", agent = null }
            u = "10.0.0.3:80"
            after { address = "10.0.0.5:80", agent = null }
            v { address = "10.0.0.4:80", agent.address = "10.0.0.9" }
          }
        }
        """;

    CheckSpec agent = agent(server(text));
    assertThat(plan(agent).destination()).hasToString("10.0.0.9:1");
    assertThat(agent.schedule().inter()).hasSeconds(9);
    assertThat(agent.timeouts().connect()).hasSeconds(5);
    assertThat(server(text, "p/t").agent()).isNull();
    assertThat(server(text, "p/after").agent()).as("after one that has it").isNull();
    assertThat(plan(agent(server(text, "p/u"))).destination()).hasToString("10.0.0.3:1");
    assertThat(plan(agent(server(text, "p/v"))).destination()).hasToString("10.0.0.9:1");
  }

  @Test
  void aSecretThatIsSentToAnAgentIsNotShown() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            "poolwatch.pools.p { agent { port = 1, send = ${TOKEN} }, servers.s = \"10.0.0.1:80\""
                + " }");
    LoadOptions options = Configs.environment(Map.of("TOKEN", "s3cr3t"));

    ServerSpec a = Configs.server(Configs.loaded(file, options).spec(), "p/s");
    ServerSpec b =
        Configs.server(
            Configs.loaded(file, Configs.environment(Map.of("TOKEN", "other"))).spec(), "p/s");

    assertThat(a.toString()).doesNotContain("s3cr3t");
    assertThat(Explanation.of(file, options, "p/s").lines())
        .anySatisfy(line -> assertThat(line).contains("agent.send = ***"))
        .allSatisfy(line -> assertThat(line).doesNotContain("s3cr3t"));
    assertThat(a.hash()).isEqualTo(b.hash());
    assertThat(a.fingerprint()).isNotEqualTo(b.fingerprint());
  }
}
