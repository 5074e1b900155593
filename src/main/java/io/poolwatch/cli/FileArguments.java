package io.poolwatch.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of every command that reads a configuration. */
final class FileArguments {
  @Parameters(index = "0", paramLabel = "FILE", description = "The configuration, in HOCON.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "A setting that wins over the file; may be given again. No secrets.")
  private List<String> sets = List.of();

  @Option(
      names = "--allow-exec",
      paramLabel = "DIR",
      description = "Lets checks of type exec run programs in this directory, and no others.")
  private @Nullable Path allowExec;

  Path file() {
    return file;
  }

  /** The configuration that they name. */
  ConfigSource source() {
    return ConfigSource.of(file, sets).allowingExec(allowExec);
  }
}
