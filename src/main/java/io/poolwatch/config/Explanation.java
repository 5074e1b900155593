package io.poolwatch.config;

import io.poolwatch.config.Facts.Fact;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServerSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is done for one server and why: every setting after inheritance with its origin, what
 * follows from them for TLS, what is doubtful, and the steps in order. Made anew from the file on
 * demand, for the service itself keeps no origins. Shows no secret.
 *
 * @param lines the explanation; empty if there are problems
 * @param problems why there is none: the configuration is bad, or has no such server
 * @param hash of the server's settings as explained; empty if there are problems
 */
public record Explanation(List<String> lines, List<ConfigProblem> problems, String hash) {
  private static final int WIDEST_SETTING = 60;

  private static final List<String> SECTIONS =
      List.of("transport.", "check.", "checks.", AgentReader.NAME + ".");

  public Explanation {
    lines = List.copyOf(lines);
    problems = List.copyOf(problems);
  }

  /**
   * Explains a server.
   *
   * @param server as users name it: {@code pool/server}
   */
  public static Explanation of(Path file, LoadOptions options, String server) {
    try {
      ConfigTree tree = ConfigTree.read(file, options.sets(), options.environment());
      LoadResult result = ConfigLoader.read(tree, file, options);
      return result instanceof LoadResult.Loaded loaded
          ? of(tree, file, options, loaded, server)
          : failed(((LoadResult.Rejected) result).problems());
    } catch (Unreadable e) {
      return failed(List.of(e.problem()));
    }
  }

  private static Explanation failed(List<ConfigProblem> problems) {
    return new Explanation(List.of(), problems, "");
  }

  private static Explanation of(
      ConfigTree tree, Path file, LoadOptions options, LoadResult.Loaded loaded, String server) {
    List<ServerId> known = loaded.spec().servers().map(ServerSpec::id).toList();
    Optional<ServerId> id =
        known.stream().filter(each -> each.toString().equals(server)).findFirst();
    if (id.isEmpty()) {
      return failed(List.of(noSuchServer(file, server, known)));
    }
    Problems problems = new Problems();
    Levels levels = new Levels(tree, options.environment());
    ConfigFiles files = new ConfigFiles(file, options);
    return new PoolReader(tree, problems, levels, files)
        .server(id.get())
        .map(
            read ->
                new Explanation(
                    lines(file, read, problems.warnings(tree.files())),
                    List.of(),
                    read.spec().hash()))
        .orElseGet(() -> failed(problems.errors(tree.files())));
  }

  private static ConfigProblem noSuchServer(Path file, String server, List<ServerId> known) {
    List<String> names = known.stream().map(ServerId::toString).toList();
    String hint =
        Suggestions.nearest(server, names)
            .map(name -> "did you mean " + name + "?")
            .orElse("servers are named POOL/SERVER");
    String message = "there is no server " + Text.shortQuote(server);
    return new ConfigProblem(file.toString(), 0, "poolwatch.pools", message, hint);
  }

  private static List<String> lines(
      Path file, ServerReader.Read read, List<ConfigProblem> warnings) {
    Facts all = new Facts();
    all.addAll(read.facts());
    List<String> behind = new ArrayList<>();
    for (ServerReader.Line line : read.lines()) {
      Facts facts = new Facts();
      facts.addAll(line.template().settings().context().facts());
      line.template().probe().explain(line.target(), facts);
      all.addAll(facts);
      if (!facts.notes().isEmpty()) {
        section(behind, titled("tls", line), table(facts.notes()));
      }
    }
    if (!warnings.isEmpty()) {
      section(behind, "warnings", warnings.stream().map(warning -> "  " + warning).toList());
    }
    StepWords words = new StepWords(all.confidentialInPart());
    for (ServerReader.Line line : read.lines()) {
      List<String> steps = words.of(line.spec().script());
      section(behind, titled("steps", line), steps.stream().map(step -> "  " + step).toList());
    }
    List<String> lines = new ArrayList<>();
    lines.add(read.spec().id() + " in " + file);
    section(lines, "settings", table(inSections(all.list())));
    lines.addAll(behind);
    return lines;
  }

  private static String titled(String title, ServerReader.Line line) {
    String name = line.spec().name();
    return name == null ? title : title + " of " + name;
  }

  private static void section(List<String> lines, String title, List<String> content) {
    lines.add("");
    lines.add(title);
    lines.addAll(content);
  }

  /** The server's own settings, those of its transport, of its checks, and of its agent. */
  private static List<Fact> inSections(List<Fact> facts) {
    Map<String, Fact> once = new LinkedHashMap<>();
    facts.forEach(fact -> once.putIfAbsent(fact.key(), fact));
    return Stream.concat(Stream.of(""), SECTIONS.stream())
        .flatMap(
            section -> once.values().stream().filter(fact -> section(fact.key()).equals(section)))
        .toList();
  }

  private static String section(String key) {
    return SECTIONS.stream().filter(key::startsWith).findFirst().orElse("");
  }

  private static List<String> table(List<Fact> facts) {
    List<String> settings =
        facts.stream().map(fact -> Text.oneLine(fact.key() + " = " + fact.shown())).toList();
    int width =
        settings.stream()
            .mapToInt(String::length)
            .filter(length -> length <= WIDEST_SETTING)
            .max()
            .orElse(0);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < facts.size(); i++) {
      String padding = " ".repeat(Math.max(0, width - settings.get(i).length()));
      lines.add("  " + settings.get(i) + padding + "   # " + facts.get(i).from().get());
    }
    return lines;
  }
}
