package io.poolwatch.cli;

import io.poolwatch.control.ControlReply;
import io.poolwatch.control.ControlRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Has a running service read its configuration again. */
@Command(
    name = "reload",
    description = {
      "Has a running service read its configuration again; on any error nothing changes.",
      "Exit: 0 once it is in force; 2 if it has errors; 4 if no service answers."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReloadCommand implements Callable<Integer> {
  /** Reading a very large configuration takes its time. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Spec private CommandSpec spec;
  @Mixin private ControlArguments arguments;

  @Override
  public Integer call() {
    Optional<ControlReply> reply = arguments.ask(ControlRequest.reload(), LIMIT, spec);
    if (reply.isEmpty()) {
      return ExitCode.NO_SERVICE;
    }
    reply.get().problems().forEach(spec.commandLine().getErr()::println);
    return reply.get().result() == ControlReply.Result.DONE ? ExitCode.OK : ExitCode.USAGE;
  }
}
