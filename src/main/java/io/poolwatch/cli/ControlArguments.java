package io.poolwatch.cli;

import io.poolwatch.control.ControlClient;
import io.poolwatch.control.ControlReply;
import io.poolwatch.control.ControlRequest;
import io.poolwatch.spec.NodeSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The arguments of every command that asks a running service. */
final class ControlArguments {
  private static final String STATE_DIRECTORY = "STATE_DIRECTORY";

  @Option(
      names = "--socket",
      paramLabel = "PATH",
      description = {
        "The control socket of the service: poolwatch.node.control-socket of its configuration.",
        "Default: control.sock in $STATE_DIRECTORY."
      })
  private @Nullable Path socket;

  /**
   * Asks the service. If none answers, or not this user, that is told on standard error.
   *
   * @param limit how long it may take
   * @return the reply, done or refused; empty if there is none
   * @throws ParameterException if nothing says where the service is
   */
  Optional<ControlReply> ask(ControlRequest request, Duration limit, CommandSpec command) {
    PrintWriter err = command.commandLine().getErr();
    Path path =
        socket(socket, System.getenv())
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(),
                        "Which service? Give its control socket: --socket PATH"
                            + " ($STATE_DIRECTORY is not set)"));
    try {
      ControlReply reply = ControlClient.ask(path, request, limit);
      if (reply.result() == ControlReply.Result.DONE
          || reply.result() == ControlReply.Result.REFUSED) {
        return Optional.of(reply);
      }
      reply.problems().forEach(problem -> err.println("poolwatch: " + path + ": " + problem));
    } catch (IOException e) {
      err.println("poolwatch: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Where the service is: as it is given, else where a service in that environment would be. */
  static Optional<Path> socket(@Nullable Path given, Map<String, String> environment) {
    return Optional.ofNullable(given)
        .or(
            () ->
                Optional.ofNullable(environment.get(STATE_DIRECTORY))
                    .filter(directory -> !directory.isEmpty())
                    .map(directory -> Path.of(directory, NodeSpec.CONTROL_SOCKET)));
  }
}
