package io.poolwatch.protocol;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.AgentReply.Health;
import io.poolwatch.model.AgentWeight;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of an agent's line: words between blanks, tabs and commas, then perhaps a {@code #}
 * and a text for people.
 *
 * <pre>
 * up | down | fail | stopped      health
 * ready | drain | maint           admin state
 * N% | weight:N | weight:N%       weight, 0 to 256, or percent of the configured one
 * maxconn:N                       connections at most
 * </pre>
 *
 * <p>Of several words of one kind the last counts. Words are the same in capitals. A word that is
 * none of these changes nothing and is told.
 *
 * <p>Source: HAProxy, configuration manual, {@code agent-check}; reference, section 10. Unlike
 * there {@code #} begins the text wherever it stands: {@code down#text} is down.
 *
 * @param reply what it says
 * @param info the same in words for an operator, with the agent's own text
 * @param ownInfo the same without that text; null if there is none
 */
record AgentWords(AgentReply reply, String info, @Nullable String ownInfo) {
  private static final Pattern SEPARATORS = Pattern.compile("[ \t,]+");
  private static final Pattern TEARING = Pattern.compile("[ \t,#]");
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,9})%");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final String WEIGHT = "weight:";
  private static final String MAXCONN = "maxconn:";

  private static final Map<String, Health> HEALTH =
      Map.of("up", Health.UP, "down", Health.DOWN, "fail", Health.FAIL, "stopped", Health.STOPPED);

  private static final Map<String, AdminState> ADMIN =
      Map.of("ready", AdminState.READY, "drain", AdminState.DRAIN, "maint", AdminState.MAINT);

  /** Whether a byte ends the line: CR, LF or NUL. */
  static boolean endsAt(int octet) {
    return octet == '\r' || octet == '\n' || octet == 0;
  }

  /**
   * Reads a line.
   *
   * @param said without its end, bytes as Latin-1
   * @param shows how it is shown
   */
  static AgentWords of(String said, ServerText shows) {
    String line = shows.whole(said, TEARING);
    int hash = line.indexOf('#');
    String words = hash < 0 ? line : line.substring(0, hash);
    String text = hash < 0 ? "" : shows.read(line.substring(hash + 1));
    Reading reading = new Reading(shows);
    for (String word : SEPARATORS.split(words, -1)) {
      if (!word.isEmpty()) {
        reading.read(word);
      }
    }
    return reading.words(text);
  }

  /** The words of one line as they are read. */
  private static final class Reading {
    private @Nullable Health health;
    private @Nullable AdminState admin;
    private @Nullable AgentWeight weight;
    private @Nullable Integer maxconn;
    private final ServerText shows;
    private @Nullable String problem;

    Reading(ServerText shows) {
      this.shows = shows;
    }

    void read(String word) {
      String folded = word.toLowerCase(Locale.ROOT);
      if (HEALTH.containsKey(folded)) {
        health = HEALTH.get(folded);
      } else if (ADMIN.containsKey(folded)) {
        admin = ADMIN.get(folded);
      } else if (folded.startsWith(WEIGHT)) {
        weigh(word, folded.substring(WEIGHT.length()));
      } else if (folded.startsWith(MAXCONN)) {
        limit(word, folded.substring(MAXCONN.length()));
      } else if (PERCENT.matcher(folded).matches()) {
        weigh(word, folded);
      } else {
        problem("unknown word", word);
      }
    }

    private void weigh(String word, String value) {
      boolean percent = PERCENT.matcher(value).matches();
      String digits = percent ? value.substring(0, value.length() - 1) : value;
      if (!NUMBER.matcher(digits).matches()) {
        problem("not a weight", word);
        return;
      }
      int number = Integer.parseInt(digits);
      if (percent || number <= AgentWeight.MOST) {
        weight = new AgentWeight(number, percent);
      } else {
        problem("a weight of more than " + AgentWeight.MOST, word);
      }
    }

    private void limit(String word, String value) {
      if (NUMBER.matcher(value).matches()) {
        maxconn = Integer.valueOf(value);
      } else {
        problem("not a number of connections", word);
      }
    }

    /** Only the first is told: the line may be long. */
    private void problem(String what, String word) {
      if (problem == null) {
        problem = what + " " + shows.quote(word);
      }
    }

    /** {@code down, drain, 50%: disk full (unknown word 'dwn')}. */
    AgentWords words(String text) {
      AgentReply reply = new AgentReply(health, admin, weight, maxconn);
      String doubt = problem == null ? "" : " (" + problem + ")";
      String wants = wants();
      String said =
          wants.isEmpty() && !(text.isEmpty() && doubt.isEmpty()) ? "changes nothing" : wants;
      // Agents are asked often: no text is made that is there already.
      String own = doubt.isEmpty() ? said : said + doubt;
      return text.isEmpty()
          ? new AgentWords(reply, own, null)
          : new AgentWords(reply, said + ": " + text + doubt, own);
    }

    private String wants() {
      return Stream.of(
              health == null ? "" : health.name().toLowerCase(Locale.ROOT),
              admin == null ? "" : admin.name().toLowerCase(Locale.ROOT),
              weight == null ? "" : "weight " + weight,
              maxconn == null ? "" : "maxconn " + maxconn)
          .filter(word -> !word.isEmpty())
          .collect(Collectors.joining(", "));
    }
  }
}
