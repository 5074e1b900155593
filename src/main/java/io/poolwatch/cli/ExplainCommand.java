package io.poolwatch.cli;

import io.poolwatch.config.Explanation;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a server's check is in the end, and where each setting came from. */
@Command(
    name = "explain",
    description = "Shows a server's settings after inheritance, their origins, and the steps.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileArguments arguments;

  @Parameters(index = "1", paramLabel = "POOL/SERVER", description = "The server.")
  private String server;

  @Override
  public Integer call() {
    ConfigSource source = arguments.source();
    Explanation explanation = Explanation.of(source.file(), source.options(), server);
    explanation.problems().forEach(spec.commandLine().getErr()::println);
    explanation.lines().forEach(spec.commandLine().getOut()::println);
    return explanation.problems().isEmpty() ? ExitCode.OK : ExitCode.USAGE;
  }
}
