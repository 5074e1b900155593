package io.poolwatch.cli;

import io.poolwatch.control.ControlReply;
import io.poolwatch.control.ControlRequest;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Sets a server's admin state in a running service, on all its nodes. */
@Command(
    name = "set",
    description = {
      "Sets what is wanted of a server, on all nodes of the fleet.",
      "Exit: 0 if it is confirmed; 1 if it is refused; 4 if no service answers."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class SetCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private ControlArguments arguments;

  @Parameters(
      index = "0",
      paramLabel = "POOL/SERVER",
      description = "The server.",
      converter = ServerName.class)
  private ServerId server;

  @Parameters(
      index = "1",
      paramLabel = "ready|drain|maint",
      description = "drain: no new traffic, still probed; maint: out of service, not probed.",
      converter = StateWord.class)
  private AdminState state;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why: told with the event, and kept.")
  private String reason;

  @Override
  public Integer call() {
    ControlRequest request = ControlRequest.set(server, state, reason);
    Optional<ControlReply> reply = arguments.ask(request, LIMIT, spec);
    if (reply.isEmpty()) {
      return ExitCode.NO_SERVICE;
    }
    if (reply.get().result() == ControlReply.Result.DONE) {
      spec.commandLine().getOut().println(server + " is " + state);
      return ExitCode.OK;
    }
    reply
        .get()
        .problems()
        .forEach(problem -> spec.commandLine().getErr().println("refused: " + problem));
    return ExitCode.TROUBLE;
  }

  private static final class ServerName implements ITypeConverter<ServerId> {
    @Override
    public ServerId convert(String text) {
      int slash = text.indexOf('/');
      if (slash <= 0 || slash == text.length() - 1) {
        throw new TypeConversionException("'" + text + "' is not of the form POOL/SERVER");
      }
      return new ServerId(text.substring(0, slash), text.substring(slash + 1));
    }
  }

  private static final class StateWord implements ITypeConverter<AdminState> {
    @Override
    public AdminState convert(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "ready" -> AdminState.READY;
        case "drain" -> AdminState.DRAIN;
        case "maint" -> AdminState.MAINT;
        default -> throw new TypeConversionException("'" + text + "' is not ready, drain or maint");
      };
    }
  }
}
