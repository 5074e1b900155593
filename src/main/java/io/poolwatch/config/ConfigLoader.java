package io.poolwatch.config;

import com.typesafe.config.Config;
import io.poolwatch.config.Settings.Context;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a configuration file into the plain values that the service works with, or tells all that
 * is wrong with it. Never throws for what a file holds.
 *
 * <p>Blocking: reads files. Safe for any thread; every call reads anew.
 */
public final class ConfigLoader {

  private ConfigLoader() {}

  /** Reads a configuration. */
  public static LoadResult load(Path file, LoadOptions options) {
    try {
      return read(ConfigTree.read(file, options.sets(), options.environment()), file, options);
    } catch (Unreadable e) {
      return new LoadResult.Rejected(List.of(e.problem()));
    }
  }

  /**
   * Reads a configuration that stands in no file of its own.
   *
   * @param file the name under which it is shown, and to whose directory names of files in it are
   *     relative
   */
  public static LoadResult load(Path file, String text, LoadOptions options) {
    try {
      ConfigFile written = ConfigFile.of(file, text);
      return read(ConfigTree.of(written, options.sets(), options.environment()), file, options);
    } catch (Unreadable e) {
      return new LoadResult.Rejected(List.of(e.problem()));
    }
  }

  /** Makes of a file that could be parsed what it means. */
  static LoadResult read(ConfigTree tree, Path file, LoadOptions options) {
    Problems problems = new Problems();
    new UnknownKeys(tree, problems).check();
    ConfigFiles files = new ConfigFiles(file, options);
    Levels levels = new Levels(tree, options.environment());
    Context context = new Context(tree, problems, new Facts());
    Settings root = new Settings(context, "", levels.root());
    List<PoolSpec> pools = new PoolReader(tree, problems, levels, files).pools();
    NodeReader node = new NodeReader(root, files);
    ServiceSpec spec =
        new ServiceSpec(
            file,
            pools,
            node.node(options.hostName()),
            new ClusterReader(root, files).read(),
            node.limits(),
            node.resolve(),
            node.eventLog(),
            new SinksReader(root, files).read());
    Config system = ActorSystemSettings.local(tree, problems);
    Config fleet =
        spec.node().seedNodes().isEmpty() ? null : ActorSystemSettings.fleet(tree, problems);
    Config api = spec.sinks().api() == null ? null : ActorSystemSettings.api(tree, problems);
    return problems.raisedErrors() == 0
        ? new LoadResult.Loaded(spec, problems.warnings(tree.files()), system, fleet, api)
        : new LoadResult.Rejected(problems.errors(tree.files()));
  }
}
