package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.HttpCheck;
import io.poolwatch.check.HttpExpect;
import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.HttpExpect.HeaderMatch;
import io.poolwatch.check.HttpExpect.Terms;
import io.poolwatch.check.HttpRequest;
import io.poolwatch.check.HttpRequest.Header;
import io.poolwatch.check.Problem;
import io.poolwatch.check.Step;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.model.ConnectPlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The check of type {@code http}, before it is aimed at a server.
 *
 * @param headerPaths where each header was written, below {@code check}
 * @param host the Host header that was configured; null for none
 */
record HttpProbe(
    HttpRequest request,
    List<String> headerPaths,
    @Nullable String host,
    List<HttpExpect> expects,
    @Nullable String conditional)
    implements CheckType.Probe {

  /** Who asks. */
  static final String USER_AGENT = "poolwatch/" + ProductVersion.current();

  private static final SettingType<HeaderMatch> MATCH = Types.word(HeaderMatch.class);

  /** Its keys. */
  static final Block KEYS =
      Block.of()
          .with(
              "request", Block.of("method", "path", "version", "body").with("headers", Block.FREE))
          .with(
              "expect",
              Block.of(
                      "status",
                      "status-regex",
                      "string",
                      "regex",
                      "not",
                      "min-recv",
                      "ok-status",
                      "error-status",
                      "timeout-status",
                      "on-success",
                      "on-error",
                      "comment")
                  .with("header", Block.of("name", "value", "match")))
          .with("conditional", Block.of("status"));

  static HttpProbe read(Settings check) {
    Settings request = check.sub("request");
    List<Header> headers = new ArrayList<>();
    List<String> paths = new ArrayList<>();
    readHeaders(request, headers, paths);
    String host =
        headers.stream()
            .filter(header -> header.name().equalsIgnoreCase("host"))
            .map(Header::value)
            .findFirst()
            .orElse(null);
    return new HttpProbe(
        new HttpRequest(
            request.orElse("method", Types.TEXT, "GET", ""),
            Sent.text(request, "path", "/"),
            request.orElse("version", Types.TEXT, "1.1", ""),
            headers,
            Sent.text(request, "body", "")),
        List.copyOf(paths),
        host,
        check.list("expect").stream().map(HttpProbe::expect).toList(),
        check.sub("conditional").get("status", Types.TEXT));
  }

  /** As a list in its own order; as an object, merged from all levels, by name, Host first. */
  private static void readHeaders(Settings request, List<Header> headers, List<String> paths) {
    Setting nearest = request.find("headers");
    if (nearest == null) {
      return;
    }
    if (!(nearest.value() instanceof ConfigObject)) {
      List<Settings> lines = request.list("headers");
      for (int i = 0; i < lines.size(); i++) {
        Settings line = lines.get(i);
        if (!line.isEmpty()) {
          String name = line.get("name", Types.TEXT, "x");
          headers.add(new Header(name, header(line, "value", name)));
          paths.add(Text.element("request.headers", i));
        }
      }
      return;
    }
    Settings block = request.sub("headers");
    TreeMap<String, String> names =
        new TreeMap<>(
            Comparator.<String, Boolean>comparing(name -> !name.equalsIgnoreCase("host"))
                .thenComparing(String.CASE_INSENSITIVE_ORDER));
    block.names().forEach(name -> names.putIfAbsent(name, name));
    for (String name : names.values()) {
      if (block.has(name)) {
        headers.add(new Header(name, header(block, name, name)));
        paths.add("request.headers." + name);
      }
    }
  }

  private static String header(Settings settings, String key, String name) {
    if (!settings.has(key)) {
      settings.error(key, "must be set", "");
    }
    boolean secret = Sent.fromEnvironment(settings.find(key));
    String value = Sent.text(settings, key, secret || Secrets.isCredential(name));
    return value == null ? "" : value;
  }

  private static HttpExpect expect(Settings expect) {
    if (expect.isEmpty()) {
      return HttpExpect.DEFAULT;
    }
    HeaderLine line = null;
    if (expect.has("header")) {
      Settings header = expect.sub("header");
      line =
          new HeaderLine(
              header.get("name", Types.TEXT, "x"),
              header.get("value", Types.TEXT),
              header.orElse("match", MATCH, HeaderMatch.EXACT, ""));
    }
    Integer least = expect.get("min-recv", ScriptProbe.MIN_RECV);
    return new HttpExpect(
        expect.get("status", Types.TEXT),
        expect.get("status-regex", Types.TEXT),
        line,
        expect.get("string", Types.TEXT),
        expect.get("regex", Types.TEXT),
        expect.orElse("not", Types.FLAG, false, ""),
        new Terms(
            least == null ? -1 : least,
            expect.get("ok-status", Types.TEXT),
            expect.get("error-status", Types.TEXT),
            expect.get("timeout-status", Types.TEXT),
            expect.get("on-success", Types.TEXT),
            expect.get("on-error", Types.TEXT),
            expect.get("comment", Types.TEXT)));
  }

  @Override
  public List<ConnectPlan> plans(Target target) {
    return List.of(plan(target));
  }

  private ConnectPlan plan(Target target) {
    ConnectPlan plan = target.plan(host);
    return plan.offering(alpn());
  }

  private List<String> alpn() {
    return request.overHttp2() ? List.of("h2") : List.of();
  }

  @Override
  public String variant(Target target) {
    return host == null ? target.host() : "";
  }

  @Override
  public Compiled compile(Target target) {
    Compiled compiled = check(target, expects, conditional).compile();
    return new Compiled(
        compiled.script(), compiled.problems().stream().map(this::located).toList());
  }

  /** The same on a connection that a script opens. */
  HttpCheck on(ConnectPlan plan, Target target) {
    return new HttpCheck(plan, request, target.host(), USER_AGENT, expects, conditional);
  }

  private HttpCheck check(Target target, List<HttpExpect> expected, @Nullable String softly) {
    return new HttpCheck(plan(target), request, target.host(), USER_AGENT, expected, softly);
  }

  /** Headers are numbered by the check, while the configuration may have them by name. */
  private Problem located(Problem problem) {
    String path = problem.path();
    for (int i = 0; i < headerPaths.size(); i++) {
      String numbered = Text.element("request.headers", i);
      if (path.startsWith(numbered)) {
        String rest = headerPaths.get(i).equals(numbered) ? path.substring(numbered.length()) : "";
        return new Problem(headerPaths.get(i) + rest, problem.message(), problem.hint());
      }
    }
    return problem;
  }

  @Override
  public CheckScript compile(Target target, CheckScript earlier) {
    if (request.overHttp2()) {
      return compile(target).script().orElseThrow();
    }
    // Only the request differs. Expects are left out, for to compile them is what costs.
    CheckScript script = check(target, List.of(), null).compile().script().orElseThrow();
    List<Step> steps = new ArrayList<>(earlier.steps());
    for (int i = 0; i < steps.size(); i++) {
      if (!(steps.get(i) instanceof Step.Converse)) {
        steps.set(i, script.steps().get(i));
      }
    }
    return new CheckScript(
        script.type(), steps, script.explicit(), script.closeGracefully(), script.goodbye());
  }

  @Override
  public @Nullable String hostHeader() {
    return host;
  }

  @Override
  public void explain(Target target, Facts facts) {
    if (host == null) {
      String why = target.serverName() == null ? "the host that is connected to" : "server-name";
      facts.addDefault(target.key() + ".request.headers.Host", Text.quote(target.host()), why);
    }
    addUnlessGiven(target, facts, "User-Agent", USER_AGENT);
    if (!request.overHttp2()) {
      addUnlessGiven(target, facts, "Connection", "close");
    }
    if (expects.stream().allMatch(e -> e.status() == null && e.statusRegex() == null)) {
      String why = "as no other is on the status";
      String status = String.valueOf(HttpExpect.DEFAULT.status());
      facts.addDefault(target.key() + ".expect.status", status, why);
    }
    CheckType.Probe.super.explain(target, facts);
    CheckType.Probe.explainAlpn(target, alpn(), facts);
  }

  private void addUnlessGiven(Target target, Facts facts, String name, String value) {
    if (request.headers().stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
      facts.addDefault(target.key() + ".request.headers." + name, Text.quote(value), "");
    }
  }
}
