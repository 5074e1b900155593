package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The examples in conf/. That they do what they say is shown by {@code ExamplesIT}. */
final class ExamplesTest {
  private static final LoadOptions OPTIONS = Configs.OPTIONS.withoutFiles();

  private static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @Test
  void allAreGoodAndNothingInThemIsDoubtful() throws IOException {
    assertThat(examples())
        .allSatisfy(
            file -> assertThat(Configs.loaded(file, OPTIONS).warnings()).as("%s", file).isEmpty());
  }

  @Test
  void everyTypeOfCheckHasOne() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (Path file : examples()) {
      Stream<ServerSpec> servers = Configs.loaded(file, OPTIONS).spec().servers();
      servers
          .flatMap(server -> server.checks().stream())
          .forEach(check -> shown.add(check.script().type()));
    }
    assertThat(shown).isEqualTo(CheckTypes.ALL.keySet());
  }
}
