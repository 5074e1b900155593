package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.Golden;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
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

/** What becomes of whole configurations, theme by theme. */
final class HaproxyImporterTest {
  static final Path THEMES = Path.of("src", "test", "resources", "importer");
  private static final Map<String, String> ENVIRONMENT = Map.of("CERTS", "/etc/certs");

  @TempDir private Path temp;

  static Stream<String> themes() throws IOException {
    try (Stream<Path> files = Files.list(THEMES)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".cfg"))
              .map(name -> name.substring(0, name.length() - 4))
              .sorted()
              .toList();
      return names.stream();
    }
  }

  private static ImportResult imported(String theme) {
    Path file = THEMES.resolve(theme + ".cfg");
    return HaproxyImporter.read(file, ENVIRONMENT);
  }

  private static String shown(String text) {
    return text.replace(THEMES + "/", "");
  }

  @ParameterizedTest
  @MethodSource("themes")
  void isWhatWasReviewed(String theme) {
    ImportResult result = imported(theme);

    String losses = result.losses().stream().map(loss -> loss + "\n").collect(Collectors.joining());
    Golden.assertMatches("../importer/" + theme + ".losses", shown(losses));
    assertThat(result).isInstanceOf(ImportResult.Imported.class);
    Golden.assertMatches(
        "../importer/" + theme + ".conf", shown(((ImportResult.Imported) result).hocon()));
  }

  @ParameterizedTest
  @MethodSource("themes")
  void isAConfigurationOfPoolwatch(String theme) {
    Path file = THEMES.resolve(theme + ".conf");

    assertThat(ConfigLoader.load(file, LoadOptions.ofText())).isInstanceOf(LoadResult.Loaded.class);
  }

  @Test
  void aFileThatCantBeReadIsNothing() {
    Path missing = temp.resolve("missing.cfg");

    assertThat(HaproxyImporter.read(missing, Map.of()))
        .isEqualTo(new ImportResult.Nothing("there is no such file", List.of()));
    assertThat(HaproxyImporter.read(temp, Map.of()))
        .isEqualTo(new ImportResult.Nothing("is a directory, not a file", List.of()));
  }

  @Test
  void aFileWithoutACheckIsNothingAndSaysSo() {
    ImportResult result =
        HaproxyImporter.read(
            Path.of("h.cfg"), "backend web\n  server a 10.0.0.1:80 slowstart 1s\n", Map.of());

    assertThat(result)
        .isEqualTo(
            new ImportResult.Nothing(
                "no server is checked: there is nothing to import", List.of()));
  }
}
