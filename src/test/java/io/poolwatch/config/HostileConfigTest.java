package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a file holds, reading it ends with a configuration or with problems. */
final class HostileConfigTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources", "config");
  private static final int ROUNDS = 200;
  private static final List<String> SCRAPS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          "=",
          ":",
          "\"",
          "\"\"\"",
          "${",
          "${?x}",
          "${poolwatch}",
          "+=",
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "99999999999999999999",
          "0.5",
          "\n",
          "#",
          "//",
          "\\",
          "\u0000",
          "\uD800",
          "é",
          "include ",
          "include \"p.conf\"",
          ".",
          "..",
          "\"\".a",
          "[0]",
          "poolwatch.pools",
          "servers",
          "check",
          "type = script",
          "steps",
          "\"a\nb\"",
          "1d",
          "ms");

  @TempDir private Path temp;

  private static List<String> seeds() throws IOException {
    List<String> texts = new ArrayList<>();
    texts.add(Files.readString(Path.of("conf/poolwatch.conf")));
    texts.add(Files.readString(Path.of("src/main/resources/reference.conf")));
    try (Stream<Path> files = Files.walk(RESOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void noMutationOfAConfigurationMakesTheLoaderThrow(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> seeds = seeds();
    Path file = temp.resolve("p.conf");
    int loaded = 0;
    for (int round = 0; round < ROUNDS; round++) {
      // Every second one begins as the sample, which is good, and often stays so.
      String text = seeds.get(random.nextBoolean() ? 0 : random.nextInt(seeds.size()));
      int changes = 1 + random.nextInt(4);
      for (int i = 0; i < changes; i++) {
        text = mutated(text, seeds, random);
      }
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
      List<LoadResult> result = new ArrayList<>();
      String input = text;
      assertThatCode(
              () -> result.add(ConfigLoader.load(file, Configs.environment(Map.of("A", "1")))))
          .as("seed %d, round %d:%n%s", seed, round, input)
          .doesNotThrowAnyException();
      if (result.get(0) instanceof LoadResult.Rejected rejected) {
        assertThat(rejected.problems()).allSatisfy(HostileConfigTest::isOneLine);
      } else {
        loaded++;
      }
    }
    assertThat(loaded).as("some mutations leave the configuration good").isPositive();
  }

  private static void isOneLine(ConfigProblem problem) {
    assertThat(problem.toString()).doesNotContainPattern("[\\n\\r\\x00]");
    assertThat(problem.message()).isNotBlank();
  }

  private static String mutated(String text, List<String> seeds, Random random) {
    int from = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), from + random.nextInt(40));
    String head = text.substring(0, from);
    return switch (random.nextInt(6)) {
      case 0 -> head + text.substring(to);
      case 1 -> head + scrap(random) + text.substring(from);
      case 2 -> head + scrap(random) + text.substring(to);
      case 3 -> head + text.substring(from, to) + text.substring(from);
      case 4 -> head;
      default -> head + "\n" + seeds.get(random.nextInt(seeds.size()));
    };
  }

  private static String scrap(Random random) {
    return SCRAPS.get(random.nextInt(SCRAPS.size()));
  }
}
