package io.poolwatch.cli;

import io.poolwatch.config.LoadResult;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Probes until it is told to stop. */
@Command(
    name = "run",
    description = {
      "Probes the servers of the configuration and tells on standard output what happens.",
      "SIGTERM or SIGINT ends it, a second one at once; SIGHUP reads the configuration again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FileArguments arguments;

  @Option(
      names = "--haproxy",
      description = "FILE is HAProxy's configuration: it is imported, and what is lost is told.")
  private boolean haproxy;

  @Override
  public Integer call() {
    ConfigSource source = arguments.source();
    return serve(haproxy ? source.ofHaproxy() : source, spec, ports -> {});
  }

  /**
   * Runs a configuration as a service until it ends; returns the exit code.
   *
   * @param opened told where it listens, by purpose, once it does
   */
  static int serve(ConfigSource source, CommandSpec command, Consumer<Map<String, String>> opened) {
    PrintWriter err = command.commandLine().getErr();
    Ending ending = new Ending(Runtime.getRuntime()::halt);
    Signals.on("TERM", () -> ending.signal("SIGTERM"));
    Signals.on("INT", () -> ending.signal("SIGINT"));
    Hangups hangups = new Hangups();
    Signals.on("HUP", hangups::arrived);
    Optional<Optional<LoadResult.Loaded>> read = ending.unlessItComes(() -> source.read(err));
    if (read.isEmpty()) {
      return ending.await().exitCode();
    }
    return read.get()
        .map(loaded -> new Service(source, loaded, ending, hangups, err, opened).run())
        .orElse(ExitCode.USAGE);
  }
}
