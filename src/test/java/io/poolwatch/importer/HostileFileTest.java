package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds: importing it never throws, and what comes of it can be read. */
final class HostileFileTest {
  private static final Path THEMES = Path.of("src", "test", "resources", "importer");
  private static final Path NAME = Path.of("h.cfg");
  private static final int ROUNDS = 150;
  private static final List<String> SCRAPS =
      List.of(
          "\"",
          "'",
          "\\",
          "$",
          "${",
          "${X-",
          "#",
          "\n",
          " ",
          "\t",
          "\0",
          "\u00ff",
          "\\x",
          "\\x0",
          "-1",
          "0",
          "99999999999999999999",
          "1e9",
          "%[",
          "%",
          "%%",
          "var(",
          "int(",
          "str())",
          "!",
          ".if ",
          ".else\n",
          ".endif\n",
          ".if !((\n",
          "\nbackend b\n",
          "\ndefaults from x\n",
          "\nhealthcheck h\n",
          " check ",
          " port ",
          " addr ",
          " ssl ",
          "[",
          "]",
          "[::1]",
          "::",
          ":",
          "@",
          "unix@",
          "/",
          "0.0.0.0",
          " healthcheck h ",
          " expect ",
          " connect ",
          " send ",
          " hdr name -m ",
          " option ",
          "httpchk",
          "tcp-check",
          "http-check",
          "rstring (((",
          "server-template x 1-99999999999 y:1 check\n",
          "server-template x 9-1 y:1 check\n");

  private static List<String> seeds() throws IOException {
    List<String> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(THEMES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".cfg")).sorted().toList()) {
        seeds.add(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return seeds;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noMutationOfAConfigurationMakesTheImporterThrow(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> seeds = seeds();
    int imported = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = seeds.get(random.nextInt(seeds.size()));
      int changes = 1 + random.nextInt(6);
      for (int i = 0; i < changes; i++) {
        text = mutated(text, seeds, random);
      }
      String input = text;
      List<ImportResult> results = new ArrayList<>();
      assertThatCode(() -> results.add(HaproxyImporter.read(NAME, input, Map.of("X", "a b"))))
          .as("seed %d, round %d", seed, round)
          .doesNotThrowAnyException();
      assertThat(results.get(0).losses())
          .allSatisfy(loss -> assertThat(loss.toString()).doesNotContainPattern("[\\n\\r\\x00]"));
      if (results.get(0) instanceof ImportResult.Imported done) {
        assertThat(ConfigLoader.load(NAME, done.hocon(), LoadOptions.ofText()))
            .as("seed %d, round %d", seed, round)
            .isInstanceOf(LoadResult.Loaded.class);
        imported++;
      }
    }
    assertThat(imported).as("most mutations leave servers that are checked").isGreaterThan(50);
  }

  @Test
  void noBytesAtAllMakeTheImporterThrow() {
    Random random = new Random(0);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(4000)];
      random.nextBytes(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      assertThatCode(() -> HaproxyImporter.read(NAME, text, Map.of())).doesNotThrowAnyException();
    }
  }

  private static String mutated(String text, List<String> seeds, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(30));
    String head = text.substring(0, from);
    return switch (random.nextInt(7)) {
      case 0 -> head + text.substring(to);
      case 1, 2 -> head + scrap(random) + text.substring(from);
      case 3 -> head + scrap(random) + text.substring(to);
      case 4 -> head + text.substring(from, to) + text.substring(from);
      case 5 -> wordSwapped(text, random);
      default -> head + "\n" + seeds.get(random.nextInt(seeds.size()));
    };
  }

  /** Puts one word of the text in the place of another. */
  private static String wordSwapped(String text, Random random) {
    String[] words = text.split(" ", -1);
    words[random.nextInt(words.length)] = words[random.nextInt(words.length)];
    return String.join(" ", words);
  }

  private static String scrap(Random random) {
    return SCRAPS.get(random.nextInt(SCRAPS.size()));
  }
}
