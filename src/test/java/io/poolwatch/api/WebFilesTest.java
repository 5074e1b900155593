package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** What the dashboard is made of, and how its modules hang together. */
final class WebFilesTest {
  private static final Pattern IMPORT = Pattern.compile("from '([^']+)'|import\\(");
  private static final Path FOLDER = Path.of("src/main/resources/web");
  private static final int LONGEST = 300;
  private static final int WIDEST = 100;

  /** What each layer may import from; the page that wires them is of none. */
  private static final Map<String, Set<String>> LAYERS =
      Map.of(
          "service", Set.of("service"),
          "model", Set.of("model", "service"),
          "view", Set.of("view", "model"),
          "action", Set.of("action", "view", "model", "service"),
          "", Set.of("action", "view", "model", "service"));

  /** An event's name and what makes words of it, up to the next row. */
  private static final Pattern WORDS =
      Pattern.compile("(?m)^  '([a-z-]+)': (\\(.*(?:\\n    .*)*)$");

  private static final Pattern FIELD = Pattern.compile("\\be\\.(\\w+)");

  private final WebFiles web = WebFiles.load();

  private static Map<String, String> modules() {
    Map<String, String> modules = new TreeMap<>();
    for (String name : own()) {
      if (name.endsWith(".js")) {
        try {
          modules.put(name, Files.readString(FOLDER.resolve(name)));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    assertThat(modules).hasSizeGreaterThan(20);
    return modules;
  }

  private static Set<String> own() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> FOLDER.relativize(file).toString())
          .collect(Collectors.toCollection(TreeSet::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String layer(String module) {
    int slash = module.indexOf('/');
    return slash < 0 ? "" : module.substring(0, slash);
  }

  @Test
  void allFilesOfTheFolderAreServedAndTheLibrary() {
    Set<String> served = new TreeSet<>(own());
    served.addAll(List.of("uPlot.iife.min.js", "uPlot.min.css"));

    assertThat(StreamSupport.stream(WebFiles.names().spliterator(), false))
        .containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void eachIsSentAsWhatItIs() {
    Map<String, String> types =
        Map.of(
            "html", "text/html; charset=UTF-8",
            "js", "text/javascript; charset=UTF-8",
            "css", "text/css; charset=UTF-8");
    for (String name : WebFiles.names()) {
      WebFiles.File file = Objects.requireNonNull(web.file(name), name);
      assertThat(file.type()).as(name).isEqualTo(types.get(name.replaceAll(".*[.]", "")));
    }
  }

  @Test
  void nothingElseHasAFile() {
    for (String name :
        List.of("", "/", "view", "view/", "view/../app.js", "../api/openapi.json", "APP.JS")) {
      assertThat(web.file(name)).as(name).isNull();
    }
  }

  @Test
  void modulesImportOnlyWhatIsServedAndOnlyFromLayersBelow() {
    modules()
        .forEach(
            (name, source) -> {
              Matcher imports = IMPORT.matcher(source);
              while (imports.find()) {
                String path = Objects.requireNonNull(imports.group(1), name + " imports late");
                String target =
                    Path.of("/" + name).resolveSibling(path).normalize().toString().substring(1);
                assertThat(web.file(target)).as("%s imports %s", name, path).isNotNull();
                assertThat(LAYERS.get(layer(name)))
                    .as("%s imports %s", name, path)
                    .contains(layer(target));
              }
            });
  }

  @Test
  void onlyTheServiceLayerAsksTheService() {
    modules()
        .forEach(
            (name, source) ->
                assertThat(source.contains("fetch("))
                    .as(name)
                    .isEqualTo(name.equals("service/api.js")));
  }

  @Test
  void theModelKnowsNoElement() {
    modules().entrySet().stream()
        .filter(module -> layer(module.getKey()).equals("model"))
        .forEach(
            module ->
                assertThat(module.getValue().replace("document.hidden", ""))
                    .as(module.getKey())
                    .doesNotContain("document."));
  }

  /** Else text of a server might become markup. */
  @Test
  void noModuleMakesMarkupOrCodeOfText() {
    modules()
        .forEach(
            (name, source) ->
                assertThat(source)
                    .as(name)
                    .doesNotContainPattern("innerHTML|outerHTML|insertAdjacent|document\\.write")
                    .doesNotContainPattern("srcdoc|DOMParser|\\beval\\(|new Function"));
  }

  @Test
  void modulesAreShortAndNarrow() {
    modules()
        .forEach(
            (name, source) -> {
              List<String> lines = source.lines().toList();
              assertThat(lines).as(name).hasSizeLessThanOrEqualTo(LONGEST);
              assertThat(lines)
                  .filteredOn(line -> line.codePointCount(0, line.length()) > WIDEST)
                  .as(name)
                  .isEmpty();
            });
  }

  @Test
  void theTimelineTellsOnlyWhatEventsHave() throws IOException {
    String timeline = Files.readString(FOLDER.resolve("view/timeline.js"));
    String samples = Files.readString(Path.of("src/test/resources/golden/events.jsonl"));
    List<MatchResult> rows = WORDS.matcher(timeline).results().toList();

    assertThat(rows).hasSizeGreaterThan(15);
    for (MatchResult row : rows) {
      List<String> lines =
          samples
              .lines()
              .filter(line -> line.contains("\"event\":" + quoted(row.group(1))))
              .toList();
      assertThat(lines).as(row.group(1)).isNotEmpty();
      assertThat(FIELD.matcher(row.group(2)).results().map(field -> quoted(field.group(1))))
          .as(row.group())
          .allSatisfy(field -> assertThat(lines).anyMatch(line -> line.contains(field + ":")));
    }
  }

  private static String quoted(String text) {
    return '"' + text + '"';
  }
}
