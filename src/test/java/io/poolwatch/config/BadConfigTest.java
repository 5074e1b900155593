package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.Golden;
import io.poolwatch.model.TlsFileCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One bad file for each rule, and beside it what is told about it. */
final class BadConfigTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "config", "bad");
  private static final LoadOptions OPTIONS =
      new LoadOptions(
          List.of(),
          true,
          TlsFileCheck.NONE,
          Map.of("POOLWATCH_TEST_FALL", "none", "POOLWATCH_TEST_PORT", "http"),
          "test-host");

  @TempDir private Path temp;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".conf"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyProblemIsToldWithItsPlaceAndAHint(String name) {
    List<String> problems = Configs.problems(DIRECTORY.resolve(name), OPTIONS);

    String told =
        problems.stream()
            .map(line -> line.replace(DIRECTORY.toAbsolutePath() + "/", ""))
            .map(line -> line.replace(DIRECTORY + "/", ""))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    Golden.assertMatches("../config/bad/" + name.replace(".conf", ".txt"), told);
  }

  @Test
  void aMissingFileIsToldByName() {
    assertThat(Configs.problems(Path.of("no/such.conf"), OPTIONS))
        .containsExactly("no/such.conf: there is no such file");
  }

  @Test
  void aDirectoryIsNoConfiguration() {
    assertThat(Configs.problems(temp, OPTIONS))
        .containsExactly(temp + ": is a directory, not a file");
  }

  @Test
  void aFileThatIsNoTextIsTold() throws IOException {
    Path file = Files.write(temp.resolve("p.conf"), new byte[] {'a', (byte) 0xff, 0});

    assertThat(Configs.problems(file, OPTIONS)).containsExactly(file + ": is not UTF-8 text");
  }

  @Test
  void valuesNestedTooDeeplyAreToldAndNotThrown() {
    Path file = Configs.write(temp, "p.conf", "a = " + "[".repeat(100_000));

    assertThat(Configs.problems(file, OPTIONS))
        .containsExactly(file + ": the values are nested too deeply to be read");
  }
}
