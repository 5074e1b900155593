package io.poolwatch.bench;

import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.spec.CheckSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Configurations for benchmarks, read as the service reads them. */
final class Configurations {

  private Configurations() {}

  static LoadResult.Loaded load(Path file) {
    LoadResult result =
        ConfigLoader.load(file, LoadOptions.of(List.of(), TlsFileCheck.NONE, "bench"));
    if (result instanceof LoadResult.Loaded loaded) {
      return loaded;
    }
    throw new IllegalStateException("bad configuration: " + result);
  }

  static LoadResult.Loaded of(String text) {
    try {
      Path file = Files.createTempFile("bench", ".conf");
      try {
        return load(Files.writeString(file, text));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The check of one server with the given settings. */
  static CheckSpec server(String check) {
    return of("""
    poolwatch.pools.web {
      check { %s }
      servers { web1 = "127.0.0.1:80" }
    }
    """
            .formatted(check))
        .spec()
        .pools()
        .get(0)
        .servers()
        .get(0)
        .checks()
        .get(0);
  }
}
