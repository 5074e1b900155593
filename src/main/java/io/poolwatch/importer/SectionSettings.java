package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a section says of checks. A section begins with what its {@code defaults} says, and what it
 * says itself wins.
 */
final class SectionSettings {
  private static final String LAST_CHECK = "(check)";

  private final Map<String, Statement> last = new HashMap<>();
  private final Map<String, Statement> lost = new LinkedHashMap<>();
  private final Map<String, List<Statement>> rules = new HashMap<>();
  private final Map<String, List<Statement>> inherited = new HashMap<>();
  private List<Statement> serverDefaults = List.of();
  private List<Statement> logs = List.of();

  /** The settings with which a section begins that takes these for its defaults. */
  SectionSettings forNext() {
    SectionSettings next = new SectionSettings();
    next.last.putAll(last);
    next.lost.putAll(lost);
    next.inherited.putAll(inherited);
    next.inherited.putAll(rules);
    next.serverDefaults = serverDefaults;
    next.logs = logs;
    return next;
  }

  /** Takes a statement; returns whether it says anything of checks. */
  boolean take(Statement statement) {
    if (statement.keyword().equals("no") && statement.words().size() > 1) {
      no(statement.rest());
      return true;
    }
    switch (statement.keyword()) {
      case "default-server" -> serverDefaults = with(serverDefaults, statement.rest());
      case "log" -> logs = with(logs, statement);
      case "tcp-check", "http-check" -> rule(statement);
      default -> {
        return keyword(statement);
      }
    }
    return true;
  }

  private void rule(Statement statement) {
    String name = statement.keyword() + " " + statement.word(1);
    if (name.equals("http-check disable-on-404") || name.equals("http-check send-state")) {
      last.put(name, statement);
    } else {
      rules.computeIfAbsent(statement.keyword(), kind -> new ArrayList<>()).add(statement.rest());
    }
  }

  /** Keywords of one word or of two. */
  private boolean keyword(Statement statement) {
    String two = statement.keyword() + " " + statement.word(1);
    Keyword known = Keywords.find(Keyword.Place.SECTION, two);
    if (known == null) {
      known = Keywords.find(Keyword.Place.SECTION, statement.keyword());
    }
    if (known == null) {
      return false;
    }
    if (known.fate() == Fate.LOST) {
      lost.put(known.name(), statement);
    }
    last.put(known.name(), statement);
    if (CheckOption.named(statement) != null) {
      last.put(LAST_CHECK, statement);
    }
    return true;
  }

  private void no(Statement statement) {
    String two = statement.keyword() + " " + statement.word(1);
    last.remove(two);
    lost.remove(two);
    if (statement.keyword().equals("log")) {
      logs = List.of();
    }
  }

  private static List<Statement> with(List<Statement> list, Statement one) {
    List<Statement> longer = new ArrayList<>(list);
    longer.add(one);
    return List.copyOf(longer);
  }

  /** The option that says what a check does; null if none does. */
  @Nullable Statement check() {
    return last.get(LAST_CHECK);
  }

  /** The last statement of a keyword; null if there is none. */
  @Nullable Statement last(String keyword) {
    return last.get(keyword);
  }

  /** The rules of a kind, {@code tcp-check} or {@code http-check}: its own, else its defaults'. */
  List<Statement> rules(String kind) {
    List<Statement> own = rules.get(kind);
    return own != null ? own : inherited.getOrDefault(kind, List.of());
  }

  /** The words of {@code default-server} so far. */
  List<Statement> serverDefaults() {
    return serverDefaults;
  }

  /** The {@code log} statements. */
  List<Statement> logs() {
    return logs;
  }

  /** Notes all that stands here and is lost; to be called once there is a check. */
  void tellLost(Losses losses) {
    lost.forEach(
        (name, statement) -> {
          Keyword keyword = Keywords.find(Keyword.Place.SECTION, name);
          if (keyword != null) {
            losses.add(statement.line(), name, keyword.becomes());
          }
        });
    Statement state = last.get("http-check send-state");
    Keyword keyword = Keywords.find(Keyword.Place.HTTP_RULE, "send-state");
    if (state != null && keyword != null) {
      losses.add(state.line(), "http-check send-state", keyword.becomes());
    }
  }
}
