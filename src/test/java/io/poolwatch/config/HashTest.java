package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServerSpec;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashTest {
  private static final String BASE =
      """
      poolwatch.pools.p {
        check { type = http, inter = 2s, request { headers { X-A = 1, X-B = 2 } } }
        servers { s { address = "web.example.org:80", weight = 5 } }
      }
      """;

  @TempDir private Path temp;

  private ServerSpec server(String text) {
    return server(text, Map.of());
  }

  private ServerSpec server(String text, Map<String, String> environment) {
    Path file = Configs.write(temp, "p.conf", text);
    return Configs.server(Configs.loaded(file, Configs.environment(environment)).spec(), "p/s");
  }

  @Test
  void theHashIsTheSameInEveryRunAndOnEveryMachine() {
    assertThat(server("poolwatch.pools.p.servers.s = \"10.0.0.1:80\"").hash())
        .isEqualTo("ab8a91af513d9052373d192945a89158f370799676bb5463ec001fec1c3bd93e");
  }

  @Test
  void neitherOrderNorLevelNorSpellingOfSettingsMatters() {
    ServerSpec other =
        server(
            """
            # The same in other words.
            poolwatch {
              defaults { weight = 5, check.inter = 2000ms }
              pools.p.servers.s { address = "web.example.org:80" }
              pools.p.check { request { headers { X-B = "2", X-A = "1" } }, type = "http" }
            }
            """);

    assertThat(other.hash()).isEqualTo(server(BASE).hash());
    assertThat(other.fingerprint()).isEqualTo(server(BASE).fingerprint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check.inter = 3s",
        "check.request.headers.X-A = 3",
        "check.expect = [ { status = \"200\" } ]",
        "check.log-health-checks = true",
        "check.close = abort",
        "transport.source-address = 127.0.0.1",
        "transport.tls.enabled = true",
        "servers.s.weight = 6",
        "servers.s.address = \"web.example.org:81\"",
        "servers.s.admin = drain",
        "vantages.count = 2",
        "vantages.tags = [ eu ]"
      })
  void everySettingChangesBoth(String setting) {
    ServerSpec changed = server(BASE + "poolwatch.pools.p." + setting);

    assertThat(changed.hash()).isNotEqualTo(server(BASE).hash());
    assertThat(changed.fingerprint()).isNotEqualTo(server(BASE).fingerprint());
  }

  @Test
  void aSecretChangesTheFingerprintAlone() {
    String text = BASE + "poolwatch.pools.p.check.request.headers.Authorization = ${TOKEN}";

    ServerSpec a = server(text, Map.of("TOKEN", "a"));
    ServerSpec b = server(text, Map.of("TOKEN", "b"));

    assertThat(a.hash()).isEqualTo(b.hash());
    assertThat(a.fingerprint()).isNotEqualTo(b.fingerprint());
  }

  @Test
  void theContentOfAFileChangesTheFingerprintAlone() {
    String text = BASE + "poolwatch.pools.p.transport.tls { enabled = true, ca-file = ca.pem }";

    Configs.write(temp, "ca.pem", "a");
    ServerSpec a = server(text);
    Configs.write(temp, "ca.pem", "b");
    ServerSpec b = server(text);

    assertThat(a.hash()).isEqualTo(b.hash());
    assertThat(a.fingerprint()).isNotEqualTo(b.fingerprint());
  }

  @Test
  void anotherServersSettingsDoNotMatter() {
    ServerSpec alone = server(BASE);
    ServerSpec withAnother =
        server(BASE + "poolwatch.pools.p.servers.t { address = \"10.0.0.9:80\", check.fall = 9 }");

    assertThat(withAnother.fingerprint()).isEqualTo(alone.fingerprint());
  }
}
