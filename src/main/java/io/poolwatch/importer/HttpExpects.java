package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import io.poolwatch.importer.Setting.Element;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes expects of {@code http-check expect} rules; one that can't be carried over is left out. */
final class HttpExpects {
  private static final Pattern CODES = Pattern.compile("\\d{1,4}(-\\d{1,4})?");

  private final Variables variables;
  private final Losses losses;

  HttpExpects(Variables variables, Losses losses) {
    this.variables = variables;
    this.losses = losses;
  }

  /**
   * Adds what a rule expects to a round.
   *
   * @param comment that of a rule before it; null for none
   */
  void add(Statement rule, @Nullable String comment, HttpRound round) {
    Options options = Options.read(Place.EXPECT, rule, losses);
    Statement match =
        new Statement(
            rule.line(), options.match().isEmpty() ? List.of("nothing") : options.match());
    Map<String, String> fields = new LinkedHashMap<>();
    boolean carried =
        switch (match.keyword()) {
          case "status" -> status(match, fields);
          case "rstatus" -> regex(match, "status-regex", fields);
          case "hdr" -> header(match, true, fields);
          case "fhdr" -> header(match, false, fields);
          case "string" -> string(match, Optional.of(match.word(1)), fields);
          case "string-lf" -> string(match, variables.format(match.word(1)), fields);
          case "rstring" -> regex(match, "regex", fields);
          default -> {
            losses.add(rule.line(), "expect " + match.keyword(), "no match that is known");
            yield false;
          }
        };
    if (!carried) {
      losses.add(rule.line(), "http-check expect", "this expect is left out: the check is weaker");
      return;
    }
    if (options.has("!")) {
      fields.put("not", "true");
    }
    new ExpectOptions(variables, losses).put(fields, rule, options, comment);
    boolean status = match.keyword().endsWith("status");
    round.expect(new Element(Hocon.object(fields), rule.line()), status);
  }

  private boolean status(Statement match, Map<String, String> fields) {
    StringBuilder codes = new StringBuilder();
    for (String part : match.word(1).split(",", -1)) {
      if (!CODES.matcher(part.strip()).matches()) {
        losses.add(match.line(), "expect status", "no list of codes: " + Bytes.shown(part));
        return false;
      }
      String[] ends = part.strip().split("-", -1);
      int from = Math.max(100, Integer.parseInt(ends[0]));
      int to = Math.min(999, Integer.parseInt(ends[ends.length - 1]));
      if (from <= to) {
        codes.append(codes.isEmpty() ? "" : ",").append(from);
        codes.append(from == to ? "" : "-" + to);
      }
    }
    fields.put("status", Hocon.quoted(codes.toString()));
    return !codes.isEmpty();
  }

  private boolean regex(Statement match, String key, Map<String, String> fields) {
    String text = Bytes.text(match.word(1)).orElse(match.word(1));
    String regex = Expressions.translated(text);
    if (text.isEmpty() || !Expressions.readable(regex)) {
      losses.add(match.line(), match.keyword(), "RE2 can't read " + Bytes.shown(match.word(1)));
      return false;
    }
    fields.put(key, Hocon.quoted(regex));
    return true;
  }

  private boolean string(Statement match, Optional<String> wanted, Map<String, String> fields) {
    Optional<String> text = wanted.flatMap(Bytes::text).filter(word -> !word.isEmpty());
    if (text.isEmpty()) {
      losses.add(match.line(), match.keyword(), "no text that is known now");
      return false;
    }
    fields.put("string", Hocon.quoted(text.get()));
    return true;
  }

  /** {@code hdr name [-m METHOD] NAME [value [-m METHOD] VALUE]}. */
  private boolean header(Statement match, boolean elements, Map<String, String> fields) {
    int at = 2;
    boolean method = match.word(at).equals("-m");
    String nameMethod = method ? match.word(at + 1) : "str";
    at += method ? 2 : 0;
    Optional<String> name =
        match.word(1).endsWith("-lf")
            ? variables.format(match.word(at))
            : Optional.of(match.word(at));
    if (!nameMethod.equals("str") || name.isEmpty() || name.get().isEmpty()) {
      losses.add(match.line(), match.keyword(), "the header's name must be a constant");
      return false;
    }
    Map<String, String> header = new LinkedHashMap<>();
    header.put("name", Hocon.text(Bytes.text(name.get()).orElse(name.get())));
    at++;
    boolean carried = match.word(at).isEmpty() || value(match, at, elements, header);
    fields.put("header", Hocon.object(header));
    return carried;
  }

  private boolean value(Statement match, int from, boolean elements, Map<String, String> header) {
    boolean format = match.word(from).endsWith("-lf");
    int at = from + 1;
    String method = "str";
    if (match.word(at).equals("-m")) {
      method = match.word(at + 1);
      at += 2;
    }
    Optional<String> value =
        (format ? variables.format(match.word(at)) : Optional.of(match.word(at)))
            .flatMap(Bytes::text);
    if (value.isEmpty()) {
      losses.add(match.line(), match.keyword(), "the header's value is known at run time only");
      return false;
    }
    String text = value.get();
    String regex = Expressions.translated(text);
    switch (method) {
      case "sub" -> put(header, "contains", text);
      case "reg" -> {
        if (!Expressions.readable(regex)) {
          losses.add(match.line(), match.keyword(), "RE2 can't read " + Bytes.shown(text));
          return false;
        }
        put(header, "regex", regex);
        if (elements && (text.contains("^") || text.contains("$"))) {
          losses.add(match.line(), "hdr -m reg", "looks at the whole line, not at its elements");
        }
      }
      case "beg" -> put(header, "prefix", "^|,[ \t]*", text, "", elements);
      case "end" -> put(header, "suffix", "", text, "[ \t]*,|$", elements);
      case "str" -> put(header, "exact", "^|,[ \t]*", text, "[ \t]*,|$", elements);
      default -> {
        losses.add(match.line(), "-m " + method, "no way to match that is known");
        return false;
      }
    }
    return true;
  }

  /** The value of a whole line, or by an expression one element of a list. */
  private static void put(
      Map<String, String> header,
      String way,
      String before,
      String text,
      String after,
      boolean elements) {
    if (!elements) {
      put(header, way, text);
      return;
    }
    String start = before.isEmpty() ? "" : "(?:" + before + ")";
    String end = after.isEmpty() ? "" : "(?:" + after + ")";
    put(header, "regex", start + Expressions.literal(text) + end);
  }

  private static void put(Map<String, String> header, String way, String text) {
    header.put("value", Hocon.quoted(text));
    if (!way.equals("exact")) {
      header.put("match", way);
    }
  }
}
