package io.poolwatch.cli;

import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.ConfigProblem;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.importer.HaproxyImporter;
import io.poolwatch.importer.ImportResult;
import io.poolwatch.net.PemFileCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command's configuration comes from; every look reads it anew.
 *
 * @param file the file
 * @param options what it is read with besides
 * @param haproxy whether it is HAProxy's, to be imported each time
 */
record ConfigSource(Path file, LoadOptions options, boolean haproxy) {

  /** A file of our own. */
  ConfigSource(Path file, LoadOptions options) {
    this(file, options, false);
  }

  /** Reads as the service does: the files that it names are looked at. */
  static ConfigSource of(Path file, List<String> sets) {
    return new ConfigSource(file, LoadOptions.of(sets, new PemFileCheck(), HostName.get()));
  }

  /** The same without a look at the files that the configuration names. */
  ConfigSource withoutFiles() {
    return new ConfigSource(file, options.withoutFiles(), haproxy);
  }

  /** The same with leave to run the programs of a directory; null for none. */
  ConfigSource allowingExec(@Nullable Path directory) {
    return new ConfigSource(file, options.allowingExec(directory), haproxy);
  }

  /** The same of a file that is HAProxy's. */
  ConfigSource ofHaproxy() {
    return new ConfigSource(file, options, true);
  }

  /** The same with more settings that win over the file. */
  ConfigSource with(List<String> sets) {
    return new ConfigSource(file, options.with(sets), haproxy);
  }

  /** Reads it. Never throws for what the file holds. */
  LoadResult read() {
    return haproxy ? imported() : ConfigLoader.load(file, options);
  }

  /** What is lost on the way is doubtful in what comes of it. */
  private LoadResult imported() {
    ImportResult result = HaproxyImporter.read(file, options.environment());
    List<ConfigProblem> told = new ArrayList<>();
    result.losses().forEach(loss -> told.add(problem(loss.line(), loss.message())));
    if (result instanceof ImportResult.Nothing nothing) {
      told.add(problem(0, nothing.reason()));
      return new LoadResult.Rejected(told);
    }
    LoadResult loaded = load(file, (ImportResult.Imported) result, options);
    if (loaded instanceof LoadResult.Loaded good) {
      told.addAll(good.warnings());
      return new LoadResult.Loaded(good.spec(), told, good.system(), good.fleet(), good.api());
    }
    return loaded;
  }

  /** Reads what was made of a file that is HAProxy's. */
  static LoadResult load(Path file, ImportResult.Imported made, LoadOptions options) {
    Path name = file.resolveSibling(file.getFileName() + " (imported)");
    return ConfigLoader.load(name, made.hocon(), options);
  }

  private ConfigProblem problem(int line, String message) {
    return new ConfigProblem(file.toString(), line, "", message, "");
  }

  /** Reads it, and tells what is wrong or doubtful; empty if it can't be used. */
  Optional<LoadResult.Loaded> read(PrintWriter err) {
    LoadResult result = read();
    tell(result, err);
    return result instanceof LoadResult.Loaded loaded ? Optional.of(loaded) : Optional.empty();
  }

  /** Tells what is wrong or doubtful, a line each. */
  static void tell(LoadResult result, PrintWriter err) {
    if (result instanceof LoadResult.Rejected rejected) {
      rejected.problems().forEach(err::println);
    } else if (result instanceof LoadResult.Loaded loaded) {
      for (ConfigProblem warning : loaded.warnings()) {
        err.println("warning: " + warning);
      }
    }
  }
}
