package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Daemons;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the importer is tested with is what HAProxy takes. */
final class ValidInputIT {
  /** Ends lines with which the importer has to do although HAProxy would not start with them. */
  private static final String REFUSED = "# HAProxy refuses this";

  private static final long LIMIT_SECONDS = 30;

  @TempDir private Path temp;

  static Stream<String> themes() throws IOException {
    return HaproxyImporterTest.themes();
  }

  @ParameterizedTest
  @MethodSource("themes")
  void haproxyTakesTheFile(String theme) throws IOException, InterruptedException {
    Path program = Daemons.need("haproxy");
    certificates();
    Path said = temp.resolve("said");
    Path file = temp.resolve(theme + ".cfg");
    List<String> taken =
        Files.readAllLines(
                HaproxyImporterTest.THEMES.resolve(theme + ".cfg"), StandardCharsets.ISO_8859_1)
            .stream()
            .filter(line -> !line.endsWith(REFUSED))
            .toList();
    Files.write(file, taken, StandardCharsets.ISO_8859_1);
    ProcessBuilder check =
        new ProcessBuilder(program.toString(), "-c", "-f", file.toString())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    check.environment().put("CERTS", temp.toString());

    Process process = check.start();
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue())
        .as(Files.readString(said, StandardCharsets.ISO_8859_1))
        .isEqualTo(0);
  }

  /** The files that a theme names below {@code ${CERTS}}. */
  private void certificates() {
    TestCertificates.Authority authority = TestCertificates.ca("Some CA");
    TestCertificates.Identity client = authority.certificate().names("client.example").issue();
    PemWriter.certificates(temp.resolve("ca.pem"), List.of(authority.certificateOfCa()));
    PemWriter.write(
        temp.resolve("client.pem"),
        PemWriter.text(client.chain()) + PemWriter.block("PRIVATE KEY", client.key().getEncoded()));
  }
}
