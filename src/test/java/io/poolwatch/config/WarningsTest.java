package io.poolwatch.config;

import io.poolwatch.Golden;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class WarningsTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "config", "doubtful");

  @Test
  void whatIsDoubtfulIsToldOnceWhereItStands() {
    LoadResult.Loaded loaded = Configs.loaded(DIRECTORY.resolve("doubtful.conf"), Configs.OPTIONS);

    String told =
        loaded.warnings().stream()
            .map(warning -> warning.toString().replace(DIRECTORY + "/", "") + "\n")
            .collect(Collectors.joining());
    Golden.assertMatches("../config/doubtful/doubtful.txt", told);
  }
}
