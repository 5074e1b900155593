package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Step;
import io.poolwatch.spec.ServerSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nearest wins: server, pool, poolwatch.defaults, reference.conf. */
final class InheritanceTest {
  @TempDir private Path temp;

  private ServerSpec server(String defaults, String pool, String server) {
    String text =
        """
        poolwatch.defaults { %s }
        poolwatch.pools.p {
          %s
          servers { s { address = "10.0.0.1:80", %s } }
        }
        """
            .formatted(defaults, pool, server);
    Path file = Configs.write(temp, "p.conf", text);
    return Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), "p/s");
  }

  private static String set(String key, String value) {
    return value == null ? "" : key + " = " + value;
  }

  @ParameterizedTest(name = "defaults {0}, pool {1}, server {2}: {3}")
  @CsvSource({
    ",   ,   ,   3",
    "4,  ,   ,   4",
    "4,  5,  ,   5",
    "4,  5,  6,  6",
    ",   5,  ,   5",
    ",   ,   6,  6",
    "4,  ,   6,  6",
  })
  void theNearestLevelThatSaysSomethingWins(
      String defaults, String pool, String server, int expected) {
    String key = "check.fall";

    ServerSpec spec = server(set(key, defaults), set(key, pool), set(key, server));

    assertThat(spec.checks().get(0).health().fall()).isEqualTo(expected);
  }

  @Test
  void blocksAreMergedSettingBySetting() {
    ServerSpec spec =
        server(
            "check { timeout { connect = 100ms, check = 200ms } }",
            "check { timeout { check = 300ms } }",
            "check { timeout { total = 400ms } }");

    assertThat(spec.checks().get(0).timeouts().connect()).hasMillis(100);
    assertThat(spec.checks().get(0).timeouts().check()).hasMillis(300);
    assertThat(spec.checks().get(0).timeouts().total()).hasMillis(400);
  }

  @Test
  void listsAreReplacedAsAWhole() {
    ServerSpec spec =
        server(
            "check { type = script, steps = [ { send = a }, { send = b } ] }",
            "",
            "check { steps = [ { send = c } ] }");

    assertThat(spec.checks().get(0).script().steps()).hasSize(2);
  }

  @Test
  void headersByNameAreMergedAndSortedWithHostFirst() {
    ServerSpec spec =
        server(
            "check { type = http, request.headers { X-B = 1, X-A = 1 } }",
            "check { request.headers { x-a = 2 } }",
            "check { request.headers { Host = h } }");

    assertThat(request(spec)).startsWith("GET / HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nX-B: 1\r\n");
  }

  @Test
  void headersAsAListKeepTheirOrderAndReplaceThoseOfFartherLevels() {
    ServerSpec spec =
        server(
            "check { type = http, request.headers { X-C = 1 } }",
            "check { request.headers = [ { name = X-B, value = 1 }, { name = X-A, value = 2 } ] }",
            "");

    assertThat(request(spec)).contains("X-B: 1\r\nX-A: 2\r\n").doesNotContain("X-C");
  }

  @Test
  void aNullHidesWhatFartherLevelsSay() {
    ServerSpec spec = server("check.timeout.total = 5s", "", "check.timeout.total = null");

    assertThat(spec.checks().get(0).timeouts().total()).isNull();
  }

  @Test
  void fastinterAndDowninterAreInterWhereTheyAreNotSet() {
    ServerSpec spec = server("check.inter = 3s", "check.downinter = 9s", "");

    assertThat(spec.checks().get(0).schedule().fastInter()).hasSeconds(3);
    assertThat(spec.checks().get(0).schedule().downInter()).hasSeconds(9);
  }

  @Test
  void weightBackupAndAdminAreInheritedAsWell() {
    ServerSpec spec = server("weight = 10, backup = true", "weight = 20, admin = drain", "");

    assertThat(List.of(spec.weight(), spec.backup(), spec.admin().name()))
        .containsExactly(20, true, "DRAIN");
  }

  @Test
  void ofOneKeyGivenTwiceTheLaterWins() {
    ServerSpec spec = server("", "check.fall = 7, check.fall = 8", "");

    assertThat(spec.checks().get(0).health().fall()).isEqualTo(8);
  }

  @Test
  void aServersOwnTypeLeavesThePoolsOtherTypeAside() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            poolwatch.pools.p {
              check { type = http, request { path = "/x" } }
              servers {
                a = "10.0.0.1:80"
                b { address = "10.0.0.2:80", check { type = connect } }
              }
            }
            """);

    ServerSpec b = Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), "p/b");

    assertThat(b.checks().get(0).script().type()).isEqualTo("connect");
    assertThat(b.checks().get(0).script().steps()).hasSize(1);
  }

  private static String request(ServerSpec spec) {
    return ((Step.Send) spec.checks().get(0).script().steps().get(1)).bytes().utf8String();
  }
}
