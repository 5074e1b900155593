package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IncludeTest {
  @TempDir private Path temp;

  private ServiceSpec load(String text) {
    Path file = Configs.write(temp, "main.conf", text);
    return Configs.loaded(file, Configs.OPTIONS).spec();
  }

  @Test
  void namesAreRelativeToTheFileThatIncludesThem() {
    Configs.write(temp, "pools/web.conf", "include \"../common/inter.conf\"\nservers.a = ${ADDR}");
    Configs.write(temp, "common/inter.conf", "check { inter = 7s }");

    ServiceSpec spec =
        load("ADDR = \"10.0.0.1:80\"\npoolwatch.pools.web { include \"pools/web.conf\" }");

    assertThat(Configs.server(spec, "web/a").checks().get(0).schedule().inter()).hasSeconds(7);
  }

  @Test
  void absoluteNamesAndFileAndRequiredAreWelcome() {
    Path a = Configs.write(temp, "a.conf", "poolwatch.pools.a.servers.s = \"10.0.0.1:80\"");
    Configs.write(temp, "b.conf", "poolwatch.pools.b.servers.s = \"10.0.0.1:80\"");

    ServiceSpec spec =
        load("include file(\"" + a.toAbsolutePath() + "\")\ninclude required(file(\"b.conf\"))");

    assertThat(spec.pools()).extracting(pool -> pool.name()).containsExactly("a", "b");
  }

  @Test
  void oneFileMayBeIncludedTwice() {
    Configs.write(temp, "s.conf", "servers.s = \"10.0.0.1:80\"");

    ServiceSpec spec =
        load("poolwatch.pools { a { include \"s.conf\" }, b { include \"s.conf\" } }");

    assertThat(spec.servers()).hasSize(2);
  }

  @Test
  void aMissingFileIsAnErrorEvenWhereTheLibraryWouldLetItPass() {
    Configs.write(temp, "a/b.conf", "\n\ninclude \"c.conf\"");
    Path file = Configs.write(temp, "main.conf", "include \"a/b.conf\"");

    assertThat(Configs.problems(file, Configs.OPTIONS))
        .containsExactly(
            temp.resolve("a/b.conf")
                + ":3: include: "
                + temp.resolve("a/c.conf")
                + ": there is no such file (names are relative to the file that includes them)");
  }

  @Test
  void includesInACircleAreToldNotFollowed() {
    Configs.write(temp, "a.conf", "include \"main.conf\"");
    Path file = Configs.write(temp, "main.conf", "include \"a.conf\"");

    assertThat(Configs.problems(file, Configs.OPTIONS))
        .singleElement()
        .asString()
        .contains("a.conf:1: include: ", "main.conf includes itself");
  }

  @Test
  void filesThatSettingsNameAreRelativeToTheConfigurationFile() {
    Configs.write(temp, "ca.pem", "");
    Configs.write(
        temp,
        "sub/tls.conf",
        "poolwatch.defaults.transport.tls { enabled = true, ca-file = ca.pem }");

    ServiceSpec spec =
        load("include \"sub/tls.conf\"\npoolwatch.pools.a.servers.s = \"10.0.0.1:80\"");

    ServerSpec server = Configs.server(spec, "a/s");
    assertThat(server.checks().get(0).script().steps().get(0).toString())
        .contains("caFile=" + temp.resolve("ca.pem"));
  }
}
