package io.poolwatch.cli;

import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.importer.HaproxyImporter;
import io.poolwatch.importer.ImportResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a configuration of another program's. */
@Command(
    name = "import",
    description = "Makes a configuration of another program's, and tells what is lost.",
    synopsisSubcommandLabel = "PROGRAM",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = ImportCommand.Haproxy.class)
final class ImportCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing program to import from: haproxy");
  }

  /** Makes a configuration of HAProxy's. */
  @Command(
      name = "haproxy",
      description = {
        "Writes a configuration that checks what the HAProxy configuration checks.",
        "What is not carried over as it is, is told on standard error, a line each."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Main.Version.class,
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {
        "0:all is carried over",
        "2:the file can't be read, or checks no server, or a setting is wrong",
        "3:some is not carried over"
      })
  static final class Haproxy implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "HAProxy's configuration.")
    private Path file;

    @Option(
        names = "--set",
        paramLabel = "PATH=VALUE",
        description = "A setting that is written last, and wins; may be given again. No secrets.")
    private List<String> sets = List.of();

    @Override
    public Integer call() {
      PrintWriter err = spec.commandLine().getErr();
      ImportResult result = HaproxyImporter.read(file, System.getenv());
      result.losses().forEach(err::println);
      if (result instanceof ImportResult.Nothing nothing) {
        err.println(file + ": " + nothing.reason());
        return ExitCode.USAGE;
      }
      ImportResult.Imported made = (ImportResult.Imported) result;
      LoadOptions options = LoadOptions.ofText().with(sets);
      // What is imported is good by itself.
      if (!sets.isEmpty()) {
        LoadResult loaded = ConfigSource.load(file, made, options);
        if (loaded instanceof LoadResult.Rejected) {
          ConfigSource.tell(loaded, err);
          return ExitCode.USAGE;
        }
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(made.hocon());
      options.lines().forEach(out::println);
      out.flush();
      return result.losses().isEmpty() ? ExitCode.OK : ExitCode.LOSSES;
    }
  }
}
