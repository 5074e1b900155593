package io.poolwatch.cli;

import io.poolwatch.config.LoadResult;
import io.poolwatch.spec.ServiceSpec;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Reads a configuration as {@code run} would and tells all that is wrong with it. */
@Command(
    name = "validate",
    description = "Reads the configuration as run would, and tells every problem.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ValidateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileArguments arguments;

  @Option(
      names = "--no-files",
      description = "Leave alone the files that the configuration names: certificates, keys, …")
  private boolean noFiles;

  @Override
  public Integer call() {
    ConfigSource source = arguments.source();
    Optional<LoadResult.Loaded> loaded =
        (noFiles ? source.withoutFiles() : source).read(spec.commandLine().getErr());
    if (loaded.isEmpty()) {
      return ExitCode.USAGE;
    }
    ServiceSpec service = loaded.get().spec();
    spec.commandLine()
        .getOut()
        .printf(
            "%s is valid, pools: %d, servers: %d%n",
            arguments.file(), service.pools().size(), service.servers().count());
    return ExitCode.OK;
  }
}
