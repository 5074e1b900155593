package io.poolwatch.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.control.ControlJson;
import io.poolwatch.control.ControlReply;
import io.poolwatch.control.ControlRequest;
import io.poolwatch.control.StatusReport;
import io.poolwatch.control.StatusText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks a running service how it stands. */
@Command(
    name = "status",
    description = {
      "Shows how a running service stands: its nodes, its pools, and the servers that want a look.",
      "Exit: 0; 4 if no service answers; with --check 1 unless all is well."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class StatusCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private ControlArguments arguments;

  @Option(names = "--json", description = "As one JSON object: the stable form.")
  private boolean json;

  @Option(
      names = "--check",
      description = "Exit with 1 if a server is DOWN or contested, or the node is not quorate.")
  private boolean check;

  @Override
  public Integer call() throws JsonProcessingException {
    Optional<ControlReply> reply = arguments.ask(ControlRequest.status(), LIMIT, spec);
    JsonNode status = reply.map(ControlReply::status).orElse(null);
    if (status == null) {
      return ExitCode.NO_SERVICE;
    }
    StatusReport report = ControlJson.report(status);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(ControlJson.line(status));
    } else {
      StatusText.lines(report).forEach(out::println);
    }
    return check && !report.sound() ? ExitCode.TROUBLE : ExitCode.OK;
  }
}
