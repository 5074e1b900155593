package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Setting.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the connections of an http check of {@code option httpchk} and {@code http-check} rules.
 */
final class HttpRules {
  private static final Pattern LINE_END = Pattern.compile("\r?\n");

  private final Losses losses;
  private final Variables variables = new Variables();
  private final HttpExpects expects;
  private final List<HttpRound> rounds = new ArrayList<>();
  private boolean merged;
  private @Nullable String comment;

  private HttpRules(Losses losses) {
    this.losses = losses;
    this.expects = new HttpExpects(variables, losses);
  }

  /**
   * The connections, in order.
   *
   * @param rounds at least one
   * @param variables what is known of variables
   */
  record Read(List<HttpRound> rounds, Variables variables) {}

  /**
   * Reads a check.
   *
   * @param arguments those of {@code option httpchk}
   * @param rules the {@code http-check} rules, without that word
   */
  static Read read(Statement arguments, List<Statement> rules, Losses losses) {
    HttpRules reader = new HttpRules(losses);
    Options connect = null;
    List<Statement> rest = rules;
    for (int i = 0; i < rules.size(); i++) {
      String name = rules.get(i).keyword();
      if (name.equals("connect")) {
        connect = Options.read(Place.CONNECT, rules.get(i), losses);
        rest = new ArrayList<>(rules);
        rest.remove(i);
        break;
      }
      if (!name.equals("comment") && !name.contains("set-var")) {
        break;
      }
    }
    HttpRound first = new HttpRound(connect);
    first.ask(arguments.line());
    reader.rounds.add(first);
    reader.option(arguments, first);
    rest.forEach(reader::take);
    return new Read(List.copyOf(reader.rounds), reader.variables);
  }

  private HttpRound current() {
    return rounds.get(rounds.size() - 1);
  }

  /** {@code [[METHOD] URI [VERSION [HOST]]]}; a version may bring headers, as was usual once. */
  private void option(Statement arguments, HttpRound round) {
    List<String> words = arguments.words();
    if (words.size() == 1) {
      round.path(text(words.get(0)));
    } else if (words.size() > 1) {
      round.method(text(words.get(0)));
      round.path(text(words.get(1)));
    }
    if (words.size() > 2) {
      String[] lines = LINE_END.split(words.get(2), -1);
      version(arguments.line(), lines.length == 0 ? "" : lines[0], round);
      for (int i = 1; i < lines.length; i++) {
        int colon = lines[i].indexOf(':');
        if (colon > 0) {
          round.header(
              text(lines[i].substring(0, colon)), text(lines[i].substring(colon + 1).strip()));
        }
      }
    }
    if (words.size() > 3) {
      Optional<String> host = variables.format(words.get(3));
      host.ifPresent(name -> round.header("Host", text(name)));
      if (host.isEmpty()) {
        losses.add(arguments.line(), "option httpchk", "the host is known at run time only");
      }
    }
  }

  private void take(Statement rule) {
    int parenthesis = rule.keyword().indexOf('(');
    String name = parenthesis < 0 ? rule.keyword() : rule.keyword().substring(0, parenthesis);
    switch (name) {
      case "connect" -> rounds.add(new HttpRound(Options.read(Place.CONNECT, rule, losses)));
      case "send" -> send(rule);
      case "expect" -> expects.add(rule, comment, current());
      case "comment" -> comment = rule.word(1);
      case "set-var", "set-var-fmt", "unset-var" -> {
        if (!variables.apply(rule)) {
          losses.add(rule.line(), name, "its value is known to HAProxy at run time only");
        }
      }
      default -> losses.add(rule.line(), name, "no rule that is known");
    }
  }

  /** The first one of all is merged with the option: what it sets wins, headers as a whole. */
  private void send(Statement rule) {
    Options options = Options.read(Place.HTTP_SEND, rule, losses);
    HttpRound round = current();
    if (round.asks() && (merged || rounds.size() > 1)) {
      losses.add(rule.line(), "http-check send", "a second request needs a connect before it");
      return;
    }
    merged = true;
    round.ask(rule.line());
    Map<String, String> values = options.values();
    if (values.containsKey("meth")) {
      round.method(text(values.getOrDefault("meth", "")));
    }
    if (values.containsKey("uri")) {
      round.path(text(values.getOrDefault("uri", "")));
    }
    format(rule, values, "uri-lf").ifPresent(round::path);
    if (values.containsKey("ver")) {
      version(rule.line(), values.getOrDefault("ver", ""), round);
    }
    if (values.containsKey("body")) {
      round.body(body(rule, values.getOrDefault("body", "")));
    }
    format(rule, values, "body-lf").ifPresent(round::body);
    if (!options.repeated().isEmpty()) {
      round.clearHeaders();
      options.repeated().forEach(header -> header(rule, header, round));
    }
  }

  private void header(Statement rule, List<String> header, HttpRound round) {
    Optional<String> value = header.size() < 2 ? Optional.empty() : variables.format(header.get(1));
    if (value.isEmpty()) {
      String name = header.isEmpty() ? "" : header.get(0);
      losses.add(rule.line(), "hdr " + name, "its value is known at run time only: left out");
    } else {
      round.header(text(header.get(0)), text(value.get()));
    }
  }

  private String body(Statement rule, String word) {
    Optional<String> text = Bytes.text(word);
    if (text.isEmpty()) {
      losses.add(rule.line(), "body", "bodies are text");
    }
    return text.orElse("");
  }

  private Optional<String> format(Statement rule, Map<String, String> values, String name) {
    String format = values.get(name);
    if (format == null) {
      return Optional.empty();
    }
    Optional<String> text = variables.format(format).map(HttpRules::text);
    if (text.isEmpty()) {
      losses.add(rule.line(), name, "known at run time only: left out");
    }
    return text;
  }

  private void version(int line, String text, HttpRound round) {
    if (!round.version(text)) {
      losses.add(line, "version " + text, "no version that can be asked for");
    }
  }

  private static String text(String word) {
    return Bytes.text(word).orElse(word);
  }

  /** The steps of a check of several connections. */
  static List<Element> steps(Read read, Connects connects, @Nullable Statement conditional) {
    List<Element> steps = new ArrayList<>();
    for (HttpRound round : read.rounds()) {
      Options rule = round.connect;
      if (rule != null) {
        String fields = Hocon.object(connects.step(rule, read.variables()));
        steps.add(new Element("{ connect " + fields + " }", rule.line()));
      }
      if (round.asks()) {
        Map<String, String> http = new LinkedHashMap<>();
        http.put("request", Hocon.object(round.request()));
        if (!round.expects().isEmpty()) {
          http.put("expect", Hocon.list(round.expects().stream().map(Element::value).toList()));
        }
        if (conditional != null) {
          http.put("conditional", "{ status = \"404\" }");
        }
        steps.add(new Element("{ http " + Hocon.object(http) + " }", round.line()));
      }
    }
    return List.copyOf(steps);
  }
}
