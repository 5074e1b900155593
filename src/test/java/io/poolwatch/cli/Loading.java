package io.poolwatch.cli;

import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.PemWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configurations for tests, read from files as the program reads them. */
final class Loading {
  private Loading() {}

  /** Where a text is read as a configuration, after it was written to that file. */
  static ConfigSource source(Path file, String text) {
    return new ConfigSource(
        PemWriter.write(file, text),
        new LoadOptions(List.of(), true, TlsFileCheck.NONE, Map.of(), "test-node"));
  }

  /** What a good configuration says. */
  static ServiceSpec spec(Path file, String text) {
    LoadResult result = source(file, text).read();
    if (result instanceof LoadResult.Loaded loaded) {
      return loaded.spec();
    }
    throw new AssertionError(result);
  }
}
