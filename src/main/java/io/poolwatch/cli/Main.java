package io.poolwatch.cli;

import io.poolwatch.config.ProductVersion;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program's entry: reads the command line, runs the command, and leaves with its exit code; see
 * {@link ExitCode}.
 */
@Command(
    name = "poolwatch",
    description = "Says which servers of which pool may take traffic right now, and why.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      RunCommand.class,
      DemoCommand.class,
      ValidateCommand.class,
      ExplainCommand.class,
      ProbeCommand.class,
      ImportCommand.class,
      StatusCommand.class,
      SetCommand.class,
      ReloadCommand.class
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Runs the command and ends the JVM with its exit code. */
  public static void main(String[] args) {
    rememberNoNames();
    PrintWriter out = utf8(System.out);
    PrintWriter err = utf8(System.err);
    int code = execute(out, err, args);
    if (out.checkError() && code == ExitCode.OK) {
      err.println("poolwatch: standard output can't be written");
      code = ExitCode.TROUBLE;
    }
    System.exit(code);
  }

  /**
   * The JVM would answer look-ups of names out of its memory, for half a minute by default; how
   * often names are looked up is a setting of ours.
   */
  private static void rememberNoNames() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  /** Text is UTF-8 whatever the locale says: it is read by programs. */
  private static PrintWriter utf8(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }

  /** Runs the command, answers on the given streams, and returns the exit code. */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::onBug)
        .execute(args);
  }

  /** A command that throws has a bug: users get one line, developers find the rest in the log. */
  private static int onBug(Exception bug, CommandLine command, CommandLine.ParseResult parsed) {
    command.getErr().println("poolwatch: unexpected " + bug);
    org.slf4j.LoggerFactory.getLogger(Main.class).debug("a command broke", bug);
    return ExitCode.TROUBLE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"poolwatch " + ProductVersion.current()};
    }
  }
}
