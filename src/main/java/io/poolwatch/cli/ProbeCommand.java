package io.poolwatch.cli;

import io.poolwatch.config.LoadResult;
import io.poolwatch.event.LineEventLog;
import io.poolwatch.event.LineFormat;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.DurationText;
import io.poolwatch.model.Level;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.node.Node;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Probes servers once, now and all together, those in maintenance as well. */
@Command(
    name = "probe",
    description = "Probes servers once, now and in parallel, and tells the results.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all passed",
      "1:some failed",
      "2:bad configuration, or no such pool or server",
      "4:none failed, some could not be judged"
    })
final class ProbeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileArguments arguments;

  @Parameters(
      index = "1..*",
      paramLabel = "POOL[/SERVER]",
      description = "What to probe; all servers if none is named.")
  private List<String> wanted = List.of();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; json is one object a line.",
      defaultValue = "TEXT")
  private ProbeReport.Format format;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Optional<LoadResult.Loaded> loaded = arguments.source().read(err);
    if (loaded.isEmpty()) {
      return ExitCode.USAGE;
    }
    Selection selection = Selection.of(loaded.get().spec(), wanted);
    selection.problems().forEach(err::println);
    if (!selection.problems().isEmpty()) {
      return ExitCode.USAGE;
    }
    return probe(loaded.get(), selection);
  }

  private int probe(LoadResult.Loaded loaded, Selection selection) {
    ServiceSpec service = loaded.spec();
    List<ServerSpec> servers = selection.servers();
    ProbeReport report =
        new ProbeReport(
            spec.commandLine().getOut(),
            format,
            Terminal.colours(),
            servers.stream().map(ServerSpec::id).toList(),
            InstantSource.system());
    Duration limit = ProbeDeadline.of(servers, service);
    try (LineEventLog troubles = troubles(service);
        Node node = Nodes.oneShot(loaded, troubles)) {
      node.update(service.withPools(selection.pools()));
      ask(node, servers, limit)
          .forEach((id, results) -> results.join().forEach(each -> report.tell(id, each)));
    }
    return report.exitCode();
  }

  /** Only what is our own fault is told besides the results. */
  private static LineEventLog troubles(ServiceSpec service) {
    return LineEventLog.start(
        LineEventLog.standardError(),
        LineFormat.text(service.node().name(), ZoneId.systemDefault(), false),
        Level.ERROR,
        unread -> {});
  }

  private static Map<ServerId, CompletableFuture<List<CheckResult>>> ask(
      Node node, List<ServerSpec> servers, Duration limit) {
    Map<ServerId, CompletableFuture<List<CheckResult>>> results = new LinkedHashMap<>();
    for (ServerSpec server : servers) {
      results.put(
          server.id(),
          node.probe(server.id(), limit)
              .thenApply(ServerActor.Probed::results)
              .exceptionally(failure -> List.of(unanswered(failure, limit)))
              .toCompletableFuture());
    }
    return results;
  }

  private static CheckResult unanswered(Throwable failure, Duration limit) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String why =
        cause instanceof TimeoutException
            ? "no result within " + DurationText.of(limit)
            : "no result: " + cause;
    return CheckResult.inconclusive(CheckStatus.SOCKERR, Phase.CONNECT, why);
  }
}
