package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Short ways to read configurations in tests: a fixed host name, no environment unless given. */
final class Configs {
  static final LoadOptions OPTIONS =
      new LoadOptions(List.of(), true, TlsFileCheck.NONE, Map.of(), "test-host");

  private Configs() {}

  static LoadOptions sets(String... sets) {
    return new LoadOptions(List.of(sets), true, TlsFileCheck.NONE, Map.of(), "test-host");
  }

  static LoadOptions environment(Map<String, String> environment) {
    return new LoadOptions(List.of(), true, TlsFileCheck.NONE, environment, "test-host");
  }

  static Path write(Path directory, String name, String text) {
    try {
      Path file = directory.resolve(name);
      Files.createDirectories(file.toAbsolutePath().getParent());
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static LoadResult.Loaded loaded(Path file, LoadOptions options) {
    LoadResult result = ConfigLoader.load(file, options);
    if (result instanceof LoadResult.Rejected rejected) {
      throw new AssertionError("rejected: " + rejected.problems());
    }
    return (LoadResult.Loaded) result;
  }

  /** The problems in the form that users see. */
  static List<String> problems(Path file, LoadOptions options) {
    LoadResult result = ConfigLoader.load(file, options);
    assertThat(result).isInstanceOf(LoadResult.Rejected.class);
    return ((LoadResult.Rejected) result).problems().stream().map(ConfigProblem::toString).toList();
  }

  /** A server by its {@code pool/server}. */
  static ServerSpec server(ServiceSpec spec, String id) {
    return spec.servers()
        .filter(server -> server.id().toString().equals(id))
        .findFirst()
        .orElseThrow();
  }
}
