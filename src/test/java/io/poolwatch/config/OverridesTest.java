package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --set path=value}. */
final class OverridesTest {
  @TempDir private Path temp;
  private Path file = Path.of("");

  @BeforeEach
  void write() {
    file =
        Configs.write(
            temp,
            "p.conf",
            """
            base = 5
            poolwatch.pools.p { check.fall = ${base}, servers.s = "10.0.0.1:80" }
            """);
  }

  private ServiceSpec load(String... sets) {
    return Configs.loaded(file, Configs.sets(sets)).spec();
  }

  @Test
  void aSetWinsOverTheFileAndTheLaterOverTheEarlier() {
    ServiceSpec spec = load("poolwatch.pools.p.check.fall=6", "poolwatch.pools.p.check.fall=7");

    assertThat(Configs.server(spec, "p/s").checks().get(0).health().fall()).isEqualTo(7);
  }

  @Test
  void aSetIsSeenBySubstitutions() {
    assertThat(Configs.server(load("base=9"), "p/s").checks().get(0).health().fall()).isEqualTo(9);
  }

  @Test
  void textIsTakenAsItStands() {
    ServiceSpec spec =
        load("poolwatch.pools.p.servers.t=10.0.0.2:81", "poolwatch.node.zone=a#b // c");

    assertThat(Configs.server(spec, "p/t").address()).hasToString("10.0.0.2:81");
    assertThat(spec.node().zone()).isEqualTo("a#b // c");
  }

  @Test
  void listsObjectsAndNullAreReadAsHocon() {
    ServiceSpec spec =
        load(
            "poolwatch.node.tags=[a, \"b\"]",
            "poolwatch.pools.p.servers.t={ address = \"10.0.0.2:81\", weight = 3 }",
            "poolwatch.pools.p.servers.s=null");

    assertThat(spec.node().tags()).isEqualTo(List.of("a", "b"));
    assertThat(spec.servers()).singleElement().satisfies(t -> assertThat(t.weight()).isEqualTo(3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "poolwatch.pools.p.transport.tls.key-password=x",
        "poolwatch.pools.p.check.redis.password=x",
        "poolwatch.pools.p.check.redis={ password = x }",
        "poolwatch.pools.p.check.request.headers.Authorization=x",
        "poolwatch.pools.p.check.request.headers=[ { name = cookie, value = x } ]",
        "poolwatch.pools.p.check.list=[ { a { key-password = x } } ]"
      })
  void secretsAreRefused(String set) {
    assertThat(Configs.problems(file, Configs.sets(set)))
        .singleElement()
        .asString()
        .startsWith("--set: " + set.substring(0, set.indexOf('=')) + ": a secret can't be given");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "novalue             | --set: \"novalue\" is not path=value",
        "=1                  | --set: \"=1\" is not path=value",
        "a..b=1              | --set: \"a..b\" is no path (keys with a dot are quoted)",
        "a=[1                | --set: a: the value is not valid HOCON (quote text that begins like"
            + " a list)",
        "poolwatch.nod.name=x | --set: poolwatch.nod: unknown key (did you mean node?)",
        "poolwach.node.name=x | --set: poolwach: unknown key at the root (did you mean poolwatch?)",
        "poolwatch.pools.p.check.fall=x | --set: poolwatch.pools.p.check.fall: must be a whole"
            + " number from 1 to 1000, not \"x\"",
      })
  void whatIsWrongIsToldAsOfTheCommandLine(String set, String expected) {
    assertThat(Configs.problems(file, Configs.sets(set))).containsExactly(expected);
  }
}
