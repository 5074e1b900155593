package io.poolwatch.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ApiSpec.Role;
import io.poolwatch.spec.ApiSpec.Series;
import io.poolwatch.spec.ApiSpec.Token;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where HTTP is spoken. What is wrong there is in {@code bad/api.conf}. */
final class ApiReaderTest {
  private static final String HASH = "ab".repeat(32);

  @TempDir private Path temp;

  private Path written(String settings) {
    return Configs.write(
        temp,
        "p.conf",
        "poolwatch { pools.web.servers.web1 = \"10.0.0.1:80\"\n" + settings + "\n}");
  }

  private ApiSpec api(String settings) {
    return requireNonNull(Configs.loaded(written(settings), Configs.OPTIONS).spec().sinks().api());
  }

  @Test
  void itIsOffUnlessItsBlockIsThere() {
    var loaded = Configs.loaded(written(""), Configs.OPTIONS);

    assertThat(loaded.spec().sinks().api()).isNull();
    assertThat(loaded.api()).isNull();
  }

  @Test
  void anEmptyBlockIsLoopbackWithoutTokens() {
    assertThat(api("api {}"))
        .isEqualTo(
            new ApiSpec(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 9280),
                List.of(),
                List.of(),
                null,
                true,
                2_048,
                new Series(10_000, 100)));
  }

  @Test
  void tokensHaveNamesAndRoles() {
    ApiSpec api =
        api(
            "api { tokens { alice { role = operate, sha256 = "
                + HASH.toUpperCase(java.util.Locale.ROOT)
                + " }, bob { role = read, sha256 = "
                + HASH
                + " } }, names = [ Watch.example.org ], keep-evidence = false }");

    assertThat(api.tokens())
        .containsExactly(new Token("alice", Role.OPERATE, HASH), new Token("bob", Role.READ, HASH));
    assertThat(api.names()).containsExactly("watch.example.org");
    assertThat(api.keepEvidence()).isFalse();
  }

  @Test
  void offLoopbackItIsRefusedWithoutTokensAndTheErrorSaysWhatToSet() {
    assertThat(Configs.problems(written("api.host = \"0.0.0.0\""), Configs.OPTIONS))
        .singleElement()
        .asString()
        .contains(
            "p.conf:2: poolwatch.api.tokens: must be set: 0.0.0.0 can be reached from other"
                + " machines",
            "set poolwatch.api.tokens.NAME",
            "poolwatch.api.host = \"127.0.0.1\"");
  }

  @Test
  void tokensThatCrossTheNetworkInClearDrawAWarning() {
    var loaded =
        Configs.loaded(
            written(
                "api { host = \"10.0.0.5\", tokens.bob { role = read, sha256 = " + HASH + " } }"),
            Configs.OPTIONS);

    assertThat(loaded.warnings()).singleElement().asString().contains("cross the network in clear");
  }

  @Test
  void itsActorSystemSharesNoSelectorAndNoDispatcherWithTheProbes() {
    var system =
        requireNonNull(
            Configs.loaded(written("api {} }\npekko { io.tcp.nr-of-selectors = 7"), Configs.OPTIONS)
                .api());

    assertThat(system.hasPath("poolwatch")).isFalse();
    assertThat(system.getString("pekko.io.tcp.worker-dispatcher"))
        .isEqualTo("pekko.actor.internal-dispatcher");
    assertThat(system.getBytes("pekko.http.server.parsing.max-content-length")).isEqualTo(65_536);
  }
}
