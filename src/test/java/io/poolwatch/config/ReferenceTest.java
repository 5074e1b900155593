package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The file reference.conf is the documentation of all settings. */
final class ReferenceTest {
  private static final Path FILE = Path.of("src", "main", "resources", "reference.conf");

  /** A key with its value or its block, set or commented out. */
  private static final Pattern SETTING = Pattern.compile("(#\\s*)?([a-z-]+)( =.*|\\s\\{.*\\})");

  @Test
  void everyKeyThatMayBeSetStandsInIt() throws IOException {
    String text = Files.readString(FILE);
    List<String> missing = new ArrayList<>();
    collect(Schema.POOLWATCH, "", text, missing);

    assertThat(missing).isEmpty();
  }

  private static void collect(Block block, String path, String text, List<String> missing) {
    for (String name : block.names()) {
      if (!Pattern.compile("(?<![\\w-])" + name + "(?![\\w-])").matcher(text).find()) {
        missing.add(path + name);
      }
      block.inner(name).ifPresent(inner -> collect(inner, path + name + ".", text, missing));
    }
  }

  /** A signal's thread, on which a reload begins, has no class loader of its own. */
  @Test
  void theFleetsPartIsReadOnAnyThread() {
    Thread here = Thread.currentThread();
    ClassLoader before = here.getContextClassLoader();
    ConfigObject expected = Reference.ofFleet();
    here.setContextClassLoader(null);
    try {
      assertThat(Reference.ofFleet()).isEqualTo(expected);
    } finally {
      here.setContextClassLoader(before);
    }
  }

  @Test
  void everySettingOfOursHasACommentAboveIt() throws IOException {
    List<String> lines = Files.readAllLines(FILE);
    List<String> bare = new ArrayList<>();
    int end = lines.indexOf("  probe-dispatcher {");
    assertThat(end).isPositive();
    for (int i = 0; i < end; i++) {
      String above = i == 0 ? "" : lines.get(i - 1).strip();
      boolean setting = SETTING.matcher(lines.get(i).strip()).matches();
      boolean grouped = SETTING.matcher(above).matches();
      if (setting && !above.startsWith("#") && !grouped) {
        bare.add(i + 1 + ": " + lines.get(i));
      }
    }

    assertThat(bare).isEmpty();
  }

  @Test
  void itHoldsNoKeyThatAUserMayNotSet() {
    ConfigObject ours =
        (ConfigObject) Optional.ofNullable(Reference.get().get(Schema.ROOT)).orElseThrow();
    List<String> unknown = new ArrayList<>();
    collectUnknown(ours, Schema.POOLWATCH, "", unknown);

    assertThat(unknown).isEmpty();
  }

  private static void collectUnknown(
      ConfigObject object, Block block, String path, List<String> unknown) {
    if (block.free()) {
      return;
    }
    object.forEach(
        (name, value) -> {
          Optional<Block> inner = block.inner(name);
          if (inner.isEmpty()) {
            unknown.add(path + name);
          } else if (value instanceof ConfigObject nested) {
            collectUnknown(nested, inner.get(), path + name + ".", unknown);
          }
        });
  }

  @Test
  void whatItSaysOfPekkoWinsOverWhatPekkoSaysOfItself() {
    assertThat(
            ConfigFactory.parseMap(Map.of())
                .withFallback(Reference.withLibraries())
                .resolve()
                .getStringList("pekko.loggers"))
        .containsExactly("org.apache.pekko.event.slf4j.Slf4jLogger");
  }
}
