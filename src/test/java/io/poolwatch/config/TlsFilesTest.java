package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Step;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files that TLS settings name, and the secrets that stand in files. */
final class TlsFilesTest {
  @TempDir private Path temp;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("ca.pem", "client.pem", "client.key")) {
      privately(Configs.write(temp, name, name));
    }
  }

  private static void privately(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private Path config(String tls) {
    return Configs.write(
        temp,
        "p.conf",
        """
        poolwatch.pools.p {
          transport {
            tls { enabled = true, %s }
          }
          servers { a = "a.example.org:443", b = "b.example.org:443" }
        }
        """
            .formatted(tls));
  }

  private static LoadOptions with(TlsFileCheck check) {
    return new LoadOptions(List.of(), true, check, Map.of(), "test-host");
  }

  private static TlsSpec tls(LoadResult.Loaded loaded) {
    return tls(loaded, "p/a");
  }

  private static TlsSpec tls(LoadResult.Loaded loaded, String server) {
    Step first = Configs.server(loaded.spec(), server).checks().get(0).script().steps().get(0);
    return Objects.requireNonNull(((Step.Connect) first).plan().tls());
  }

  @Test
  void filesAreFoundBesideTheConfiguration() {
    TlsSpec tls =
        tls(
            Configs.loaded(
                config("ca-file = ca.pem, cert-file = client.pem, key-file = client.key"),
                Configs.OPTIONS));

    assertThat(tls.caFile()).isEqualTo(temp.resolve("ca.pem"));
    assertThat(tls.certFile()).isEqualTo(temp.resolve("client.pem"));
    assertThat(tls.keyFile()).isEqualTo(temp.resolve("client.key"));
  }

  @ParameterizedTest
  @EnumSource
  void whatTheFileCheckFindsIsToldAtItsSetting(TlsFileCheck.Setting setting) {
    Path file =
        config("ca-file = ca.pem, cert-file = client.pem, key-file = client.key, key-password = x");
    TlsFileCheck check =
        spec -> List.of(new TlsFileCheck.Problem(setting, "is not right", "mend it"));
    String name = setting.name().toLowerCase(Locale.ROOT).replace('_', '-');

    assertThat(Configs.problems(file, with(check)))
        .containsExactly(
            file + ":3: poolwatch.pools.p.transport.tls." + name + ": is not right (mend it)");
  }

  @Test
  void whatDoesNotKeepProbesFromUsingAFileIsAWarning() {
    Path file = config("ca-file = ca.pem");
    TlsFileCheck check =
        spec ->
            List.of(
                new TlsFileCheck.Problem(TlsFileCheck.Setting.CA_FILE, "has expired", "", true));

    assertThat(Configs.loaded(file, with(check)).warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(file + ":3: poolwatch.pools.p.transport.tls.ca-file: has expired");
  }

  @Test
  void equalSettingsAreLookedAtOnceForAllServers() {
    List<TlsSpec> asked = new ArrayList<>();
    TlsFileCheck check =
        spec -> {
          asked.add(spec);
          return List.of();
        };

    Configs.loaded(config("ca-file = ca.pem"), with(check));

    assertThat(asked).hasSize(1);
  }

  @Test
  void theFileCheckIsNotAskedAboutFilesThatAreNotThere() {
    Path file = config("ca-file = no.pem");
    TlsFileCheck check =
        spec -> {
          throw new AssertionError("asked");
        };

    assertThat(Configs.problems(file, with(check))).hasSize(1);
  }

  @Test
  void withoutFilesNoneIsLookedAt() {
    Path file = config("ca-file = no.pem, cert-file = no.pem, key-file = no.pem");

    LoadResult result = ConfigLoader.load(file, Configs.OPTIONS.withoutFiles());

    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
  }

  @Test
  void filesOfTlsThatIsOffAreNotLookedAt() {
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            poolwatch.defaults.transport.tls.ca-file = no.pem
            poolwatch.pools.p.servers.a = "10.0.0.1:80"
            """);

    assertThat(Configs.loaded(file, Configs.OPTIONS).warnings()).isEmpty();
  }

  @Test
  void aPasswordIsTheFirstLineOfItsFile() throws IOException {
    privately(Configs.write(temp, "password", "geheim ß\nmore\n"));

    TlsSpec tls =
        tls(
            Configs.loaded(
                config(
                    "cert-file = client.pem, key-file = client.key, key-password-file = password"),
                Configs.OPTIONS));

    assertThat(tls.keyPassword()).isEqualTo(new Secret("geheim ß"));
  }

  @Test
  void anEmptyPasswordFileIsAnError() throws IOException {
    privately(Configs.write(temp, "password", "\n"));
    Path file =
        config("cert-file = client.pem, key-file = client.key, key-password-file = password");

    assertThat(Configs.problems(file, Configs.OPTIONS))
        .containsExactly(
            file
                + ":3: poolwatch.pools.p.transport.tls.key-password-file: the first line of "
                + temp.resolve("password")
                + " is empty");
  }

  @Test
  void theNearerOfPasswordAndPasswordFileWins() throws IOException {
    privately(Configs.write(temp, "password", "from file"));
    Path file =
        Configs.write(
            temp,
            "p.conf",
            """
            poolwatch.defaults.transport.tls.key-password = far
            poolwatch.pools.p {
              transport.tls {
                enabled = true
                cert-file = client.pem
                key-file = client.key
                key-password-file = password
              }
              servers {
                a = "a.example.org:443"
                b { address = "b.example.org:443", transport.tls.key-password = near }
              }
            }
            """);

    LoadResult.Loaded loaded = Configs.loaded(file, Configs.OPTIONS);

    assertThat(tls(loaded, "p/a").keyPassword()).isEqualTo(new Secret("from file"));
    assertThat(tls(loaded, "p/b").keyPassword()).isEqualTo(new Secret("near"));
  }

  @Test
  void secretFilesThatOthersMayReadDrawAWarning() throws IOException {
    Path key = temp.resolve("client.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Path file = config("cert-file = client.pem, key-file = client.key");

    assertThat(Configs.loaded(file, Configs.OPTIONS).warnings())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            file
                + ":3: poolwatch.pools.p.transport.tls.key-file: every user may read "
                + key
                + " (chmod o-r)");
  }
}
