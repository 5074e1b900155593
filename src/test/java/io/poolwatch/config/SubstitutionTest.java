package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SubstitutionTest {
  @TempDir private Path temp;

  @Test
  void valuesMayComeFromTheEnvironmentAndTheFileGoesFirst() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            FALL = 4
            poolwatch.pools.p {
              check { rise = ${RISE}, fall = ${FALL} }
              servers.s = ${HOST}":"${PORT}
            }
            """);
    Map<String, String> environment =
        Map.of("RISE", "3", "FALL", "9", "HOST", "10.0.0.1", "PORT", "80");

    var spec = Configs.loaded(file, Configs.environment(environment)).spec();

    var server = Configs.server(spec, "p/s");
    assertThat(server.checks().get(0).health().rise()).isEqualTo(3);
    assertThat(server.checks().get(0).health().fall()).isEqualTo(4);
    assertThat(server.address()).hasToString("10.0.0.1:80");
  }

  @Test
  void anOptionalSubstitutionWithoutAValueLeavesTheDefault() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            "poolwatch.pools.p { check.rise = ${?NONE}, servers.s = \"10.0.0.1:80\" }");

    var spec = Configs.loaded(file, Configs.OPTIONS).spec();

    assertThat(Configs.server(spec, "p/s").checks().get(0).health().rise()).isEqualTo(2);
  }

  @Test
  void theEnvironmentIsNoPartOfTheConfiguration() {
    Path file = Configs.write(temp, "p.conf", "poolwatch.pools.p.servers.s = \"10.0.0.1:80\"");
    Map<String, String> environment =
        Map.of("poolwatch", "x", "POOLWATCH", "y", "pekko", "z", "pool-watch", "a");

    LoadResult result = ConfigLoader.load(file, Configs.environment(environment));

    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
  }

  @Test
  void aWrongValueFromTheEnvironmentIsPlacedWhereItWasAskedFor() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            poolwatch.pools.p {
              servers.s = "10.0.0.1:80"
              check.rise = ${RISE}
            }
            """);

    assertThat(Configs.problems(file, Configs.environment(Map.of("RISE", "many"))))
        .containsExactly(
            file
                + ":3: poolwatch.pools.p.check.rise: must be a whole number from 1 to 1000, not"
                + " \"many\" (the value is that of environment variable RISE)");
  }

  @Test
  void otherRootsAreFreeToHoldWhatIsUsedTwice() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            templates.slow { inter = 10s, rise = 7 }
            poolwatch.pools.p {
              check = ${templates.slow} { rise = 8 }
              servers.s = "10.0.0.1:80"
            }
            """);

    var server = Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), "p/s");

    assertThat(server.checks().get(0).schedule().inter()).hasSeconds(10);
    assertThat(server.checks().get(0).health().rise()).isEqualTo(8);
  }
}
