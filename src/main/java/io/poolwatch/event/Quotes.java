package io.poolwatch.event;

import io.poolwatch.model.Admin;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Vote;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of what is told what a server said: texts are for all who may look, replies for
 * operators alone. Its words as they are, which results tell apart from ours; and what is quoted of
 * it, as in {@code got 'NO' (2 bytes)}: of that rather too much than too little, as a reply may
 * have quotes in it. What a certificate says of its names is told: it is meant for whoever
 * connects. Pure.
 */
public final class Quotes {
  private static final String CUT = "'...'";
  private static final String AGENT = Admin.Source.AGENT.name().toLowerCase(Locale.ROOT);

  /** Where these stand before a quote it is of the configuration. */
  private static final List<String> OURS =
      List.of(
          "string ",
          "regex ",
          "hex ",
          "(exact ",
          "(prefix ",
          "(suffix ",
          "(contains ",
          "comment: ");

  /**
   * Where one of these stands, a server's quote begins, whatever came before: where a text has
   * quotes of both kinds, so that those of the configuration might be misread, the server's have
   * it.
   */
  private static final List<String> THEIRS = List.of("got '", "it sent '");

  private Quotes() {}

  /** Why a probe found what it did, in our words. */
  public static String info(CheckResult result) {
    String own = result.ownInfo();
    return cut(own == null ? result.info() : own);
  }

  /** A result in our words. */
  public static CheckResult own(CheckResult result) {
    String info = info(result);
    return result.ownInfo() == null && info.equals(result.info()) ? result : result.saying(info);
  }

  /** An event in our words, and those of operators. */
  public static Event own(Event event) {
    Event.Builder own = Event.of(event.name(), event.level(), event.actor());
    event.fields().forEach((key, value) -> own.with(key, value(event, key, value)));
    Event made = own.build();
    return new Event(
        made.name(), made.level(), made.actor(), event.pool(), event.server(), made.fields());
  }

  private static @Nullable Object value(Event event, String key, Object value) {
    if (event.name() == EventName.ADMIN_CHANGED
        && key.equals("reason")
        && AGENT.equals(event.fields().get("by"))) {
      // What an agent wants is told apart: the reason is its whole line.
      return null;
    }
    if (event.name() == EventName.ACTOR_RESTARTED && key.equals("cause")) {
      // The kind of exception; its message may be about what a server sent.
      String cause = value.toString();
      int colon = cause.indexOf(':');
      return colon < 0 ? cause : cause.substring(0, colon);
    }
    return value(value);
  }

  private static Object value(Object value) {
    if (value instanceof CheckResult result) {
      return own(result);
    } else if (value instanceof Evidence evidence) {
      return new Evidence(own(evidence.result()), evidence.health());
    } else if (value instanceof Vote vote) {
      CheckResult evidence = vote.evidence();
      return evidence == null
          ? vote
          : new Vote(vote.voter(), vote.seq(), vote.choice(), own(evidence));
    } else if (value instanceof Collection<?> list) {
      return list.stream().map(Quotes::value).toList();
    } else if (value instanceof Failure failure) {
      return new Failure(failure.kind(), cut(failure.detail()));
    }
    return value;
  }

  /** A text without what it quotes of a reply. */
  static String cut(String text) {
    int open = next(text);
    if (open < 0) {
      return text;
    }
    int close = text.lastIndexOf('\'');
    // A last quote that is escaped belongs to a reply whose own was cut off with what followed.
    boolean closed = close > open && text.charAt(close - 1) != '\\';
    return text.substring(0, open) + CUT + (closed ? text.substring(close + 1) : "");
  }

  /** Where the first quote begins that is not of the configuration; negative if there is none. */
  private static int next(String text) {
    int next = opening(text, 0);
    while (next >= 0 && ours(text, next)) {
      next = opening(text, closing(text, next) + 1);
    }
    for (String before : THEIRS) {
      int at = text.indexOf(before);
      int open = at + before.length() - 1;
      next = at >= 0 && (next < 0 || open < next) ? open : next;
    }
    return next;
  }

  /** An apostrophe within a word opens nothing. */
  private static int opening(String text, int from) {
    int open = text.indexOf('\'', from);
    while (open > 0 && Character.isLetterOrDigit(text.charAt(open - 1))) {
      open = text.indexOf('\'', open + 1);
    }
    return open;
  }

  private static boolean ours(String text, int open) {
    return OURS.stream().anyMatch(before -> text.startsWith(before, open - before.length()));
  }

  private static int closing(String text, int open) {
    int close = open + 1;
    while (close < text.length() && text.charAt(close) != '\'') {
      close += text.charAt(close) == '\\' ? 2 : 1;
    }
    return close;
  }
}
