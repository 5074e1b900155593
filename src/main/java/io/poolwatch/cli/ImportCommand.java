package io.poolwatch.cli;

import io.poolwatch.importer.HaproxyImporter;
import io.poolwatch.importer.ImportResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
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
        "2:the file can't be read, or checks no server",
        "3:some is not carried over"
      })
  static final class Haproxy implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "HAProxy's configuration.")
    private Path file;

    @Override
    public Integer call() {
      PrintWriter err = spec.commandLine().getErr();
      ImportResult result = HaproxyImporter.read(file, System.getenv());
      result.losses().forEach(err::println);
      if (result instanceof ImportResult.Nothing nothing) {
        err.println(file + ": " + nothing.reason());
        return ExitCode.USAGE;
      }
      PrintWriter out = spec.commandLine().getOut();
      out.print(((ImportResult.Imported) result).hocon());
      out.flush();
      return result.losses().isEmpty() ? ExitCode.OK : ExitCode.LOSSES;
    }
  }
}
