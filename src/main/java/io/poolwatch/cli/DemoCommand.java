package io.poolwatch.cli;

import io.poolwatch.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs on servers that it brings along. */
@Command(
    name = "demo",
    description = "Shows a service at work on small servers that it brings along.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class DemoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "A setting that wins over the demo's own; may be given again.")
  private List<String> sets = List.of();

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    try (Demo demo = Demo.start()) {
      PrintWriter err = spec.commandLine().getErr();
      demo.introduction().forEach(err::println);
      List<String> settings = new ArrayList<>(demo.settings());
      settings.addAll(sets);
      return RunCommand.serve(
          ConfigSource.of(demo.configuration(), settings),
          spec,
          ports -> demo.invitation(ports.get("api")).forEach(err::println));
    }
  }
}
