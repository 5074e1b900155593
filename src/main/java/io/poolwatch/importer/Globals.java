package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What section {@code global} says of checks. */
final class Globals {
  private final Map<String, Statement> last = new LinkedHashMap<>();
  private final List<Statement> logs = new ArrayList<>();
  private final List<Statement> sockets = new ArrayList<>();

  /** Takes a statement; those that say nothing of checks are passed over. */
  void take(Statement statement) {
    String two = statement.keyword() + " " + statement.word(1);
    if (two.equals("stats socket")) {
      sockets.add(statement);
    } else if (statement.keyword().equals("log")) {
      logs.add(statement);
    } else {
      last.put(statement.keyword(), statement);
    }
  }

  /** The last statement of a keyword; null if there is none. */
  @Nullable Statement last(String keyword) {
    return last.get(keyword);
  }

  /** The first value of a keyword; empty if it is not there. */
  String value(String keyword) {
    Statement statement = last.get(keyword);
    return statement == null ? "" : statement.word(1);
  }

  List<Statement> logs() {
    return logs;
  }

  List<Statement> sockets() {
    return sockets;
  }

  /** Notes all that stands here and is lost. */
  void tellLost(Losses losses) {
    last.forEach(
        (name, statement) -> {
          Keyword keyword = Keywords.find(Place.GLOBAL, name);
          if (keyword != null) {
            Keywords.lost(keyword, statement.line(), losses);
          }
        });
  }
}
