package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Setting.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps of {@code tcp-check} rules.
 *
 * <p>A rule that can't be carried over ends the list, for those behind it would judge something
 * else.
 */
final class TcpRules {
  private final Connects connects;
  private final Losses losses;
  private final Variables variables = new Variables();
  private final List<Element> steps = new ArrayList<>();
  private @Nullable String comment;

  private TcpRules(Connects connects, Losses losses) {
    this.connects = connects;
    this.losses = losses;
  }

  /** The steps of rules, for a server. */
  static List<Element> steps(List<Statement> rules, Connects connects, Losses losses) {
    TcpRules reader = new TcpRules(connects, losses);
    for (Statement rule : rules) {
      if (!reader.take(rule)) {
        losses.add(rule.line(), "tcp-check", "this rule and those behind it are left out");
        break;
      }
    }
    return List.copyOf(reader.steps);
  }

  /** Whether rules say more than that they connect once, as the check does anyway. */
  static boolean any(List<Statement> rules) {
    return rules.stream()
        .map(Statement::keyword)
        .anyMatch(word -> !word.equals("comment") && !word.contains("set-var"));
  }

  private boolean take(Statement rule) {
    int parenthesis = rule.keyword().indexOf('(');
    String name = parenthesis < 0 ? rule.keyword() : rule.keyword().substring(0, parenthesis);
    return switch (name) {
      case "connect" -> connect(rule);
      case "send", "send-lf" -> send(rule, name.endsWith("-lf"), false);
      case "send-binary", "send-binary-lf" -> send(rule, name.endsWith("-lf"), true);
      case "expect" -> expect(rule);
      case "comment" -> {
        comment = rule.word(1);
        yield true;
      }
      case "set-var", "set-var-fmt", "unset-var" -> {
        if (!variables.apply(rule)) {
          losses.add(rule.line(), name, "its value is known to HAProxy at run time only");
        }
        yield true;
      }
      default -> {
        losses.add(rule.line(), name, "no rule that is known");
        yield false;
      }
    };
  }

  private boolean connect(Statement rule) {
    Options options = Options.read(Place.CONNECT, rule, losses);
    Map<String, String> fields = connects.step(options, variables);
    String own = options.get("comment");
    addComment(fields, own);
    steps.add(new Element("{ connect " + Hocon.object(fields) + " }", rule.line()));
    return true;
  }

  private boolean send(Statement rule, boolean format, boolean hex) {
    Optional<String> sent = format ? variables.format(rule.word(1)) : Optional.of(rule.word(1));
    if (sent.isEmpty()) {
      losses.add(rule.line(), rule.keyword(), "what it sends is known at run time only");
      return false;
    }
    if (sent.get().isEmpty()) {
      return true;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Optional<String> text = hex ? Optional.empty() : Bytes.text(sent.get());
    if (text.isPresent()) {
      fields.put("send", Hocon.quoted(text.get()));
    } else {
      fields.put("send-hex", Hocon.quoted(hex ? sent.get() : Bytes.hex(sent.get())));
    }
    addComment(fields, rule.word(2).equals("comment") ? rule.word(3) : null);
    steps.add(new Element(Hocon.object(fields), rule.line()));
    return true;
  }

  private boolean expect(Statement rule) {
    Options options = Options.read(Place.EXPECT, rule, losses);
    Map<String, String> fields = new LinkedHashMap<>();
    String match = options.match().isEmpty() ? "" : options.match().get(0);
    String pattern = options.match().size() > 1 ? options.match().get(1) : "";
    if (Keywords.find(Place.TCP_MATCH, match) == null || pattern.isEmpty()) {
      losses.add(rule.line(), "expect " + match, "no match that is known");
      return false;
    }
    if (!match(rule, match, pattern, fields)) {
      return false;
    }
    if (options.has("!")) {
      fields.put("not", "true");
    }
    new ExpectOptions(variables, losses).put(fields, rule, options, comment);
    steps.add(new Element("{ expect " + Hocon.object(fields) + " }", rule.line()));
    return true;
  }

  private boolean match(Statement rule, String match, String written, Map<String, String> fields) {
    Optional<String> pattern =
        match.endsWith("-lf") ? variables.format(written) : Optional.of(written);
    if (pattern.isEmpty()) {
      losses.add(rule.line(), "expect " + match, "what it wants is known at run time only");
      return false;
    }
    Optional<String> text = Bytes.text(pattern.get());
    switch (match) {
      case "binary", "binary-lf" -> fields.put("hex", Hocon.quoted(pattern.get()));
      case "rstring", "rbinary" -> {
        String regex = Expressions.translated(text.orElse(pattern.get()));
        if (!Expressions.readable(regex)) {
          losses.add(rule.line(), "expect " + match, "RE2 can't read " + Bytes.shown(written));
          return false;
        }
        fields.put(match.equals("rstring") ? "regex" : "hex-regex", Hocon.quoted(regex));
      }
      default -> {
        if (text.isPresent()) {
          fields.put("string", Hocon.quoted(text.get()));
        } else {
          fields.put("hex", Hocon.quoted(Bytes.hex(pattern.get())));
        }
      }
    }
    return true;
  }

  private void addComment(Map<String, String> fields, @Nullable String own) {
    ExpectOptions.comment(fields, own == null ? comment : own);
  }
}
