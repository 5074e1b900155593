package io.poolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the pages must name is named there, and what they link to exists. */
final class DocumentationTest {
  private static final Path HOME = Path.of(System.getProperty("basedir", ""));
  private static final Path DOCS = HOME.resolve("docs");
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)[^)]*\\)");
  private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
  private static final Pattern COMMAND = Pattern.compile("```sh\n([^\n]+)\n```");
  private static final Pattern SETTING =
      Pattern.compile("^ +(?:# )?([a-z][a-z-]*) =", Pattern.MULTILINE);

  @Test
  void linksLeadToFiles() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(HOME.resolve("README.md")));
    try (Stream<Path> files = Files.walk(DOCS)) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    assertThat(pages).hasSizeGreaterThan(8);
    for (Path page : pages) {
      assertThat(found(LINK, Files.readString(page)))
          .allSatisfy(link -> assertThat(page.resolveSibling(link)).exists());
    }
  }

  @Test
  void oneCommandRunsTheDemoAndOneAllTests() throws IOException {
    assertThat(found(COMMAND, Files.readString(HOME.resolve("README.md"))))
        .contains(
            "mvn -q package -DskipTests && target/poolwatch/bin/poolwatch demo", "mvn -B verify");
  }

  @Test
  void everyStatusIsExplained() throws IOException {
    String page = Files.readString(DOCS.resolve("statuses.md"));

    assertThat(CheckStatus.values())
        .allSatisfy(status -> assertThat(page).contains("`" + status.name() + "`"));
  }

  @Test
  void testsThatHoldAPromiseAreThere() throws IOException {
    String page = Files.readString(DOCS.resolve("statuses.md"));
    Map<String, String> tests = new HashMap<>();
    try (Stream<Path> files = Files.walk(HOME.resolve("src/test/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        tests.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    List<MatchResult> named = TEST.matcher(page).results().toList();
    assertThat(named)
        .hasSizeGreaterThan(18)
        .allSatisfy(
            test ->
                assertThat(tests.get(test.group(1) + ".java"))
                    .as(test.group())
                    .contains(" void " + test.group(2) + "("));
  }

  @Test
  void everyEventIsExplained() throws IOException {
    String page = Files.readString(DOCS.resolve("operations.md"));

    assertThat(EventName.values())
        .extracting(EventName::text)
        .allSatisfy(
            name ->
                assertThat(page)
                    .containsAnyOf(
                        "`" + name + "`", "`" + name.replaceFirst("^connection", "") + "`"));
  }

  @Test
  void everyPackageHasItsRow() throws IOException {
    String page = Files.readString(DOCS.resolve("architecture.md"));

    try (Stream<Path> packages = Files.list(HOME.resolve("src/main/java/io/poolwatch"))) {
      assertThat(packages.filter(DocumentationTest::hasClasses).map(Path::getFileName))
          .hasSizeGreaterThan(8)
          .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }
  }

  @Test
  void everySettingIsExplained() throws IOException {
    String page = Files.readString(DOCS.resolve("configuration.md"));
    String reference = Files.readString(HOME.resolve("src/main/resources/reference.conf"));
    String ours = reference.substring(0, reference.indexOf("\npekko {"));

    assertThat(found(SETTING, ours.replaceFirst("(?s)probe-dispatcher \\{.*", "")))
        .hasSizeGreaterThan(40)
        .allSatisfy(key -> assertThat(page).containsPattern("[`. ]" + key + "[`. ,]"));
  }

  private static boolean hasClasses(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.anyMatch(file -> !file.endsWith("package-info.java"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map((MatchResult found) -> found.group(1)).toList();
  }
}
