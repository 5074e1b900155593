package io.poolwatch.importer;

import io.poolwatch.importer.Keyword.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keywords of a server line, over those of the {@code default-server} lines before it. */
final class ServerOptions {
  /** What a negated keyword takes away besides the keyword of its own name. */
  private static final Map<String, Set<String>> TAKES_AWAY =
      Map.of(
          "enabled", Set.of("disabled"),
          "disabled", Set.of("enabled"),
          "check-ssl", Set.of("no-check-ssl"),
          "check-send-proxy", Set.of("no-check-send-proxy"),
          "no-send-proxy-v2", Set.of("send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn"),
          "check-sni-auto", Set.of("no-check-sni-auto"));

  private final Map<String, Option> options = new LinkedHashMap<>();
  private final Losses losses;

  private ServerOptions(Losses losses) {
    this.losses = losses;
  }

  /**
   * A keyword of a server line.
   *
   * @param line where it stands
   * @param value the word that follows it; empty if none belongs to it
   */
  record Option(int line, String value) {}

  /** Reads the options of {@code default-server} lines. */
  static ServerOptions ofDefaults(List<Statement> lines, Losses losses) {
    ServerOptions options = new ServerOptions(losses);
    lines.forEach(line -> options.read(line.line(), line.words()));
    return options;
  }

  /** These, and over them those of a server's own words. */
  ServerOptions with(int line, List<String> words) {
    ServerOptions own = new ServerOptions(losses);
    own.options.putAll(options);
    own.read(line, words);
    return own;
  }

  private void read(int line, List<String> words) {
    int at = 0;
    while (at < words.size()) {
      String name = words.get(at);
      int parenthesis = name.indexOf('(');
      Keyword keyword =
          Keywords.find(Place.SERVER, parenthesis < 0 ? name : name.substring(0, parenthesis));
      at++;
      if (keyword == null) {
        if (parenthesis < 0 && !name.isEmpty()) {
          losses.add(line, name, "no keyword of a server line that is known");
        }
        continue;
      }
      String value = keyword.values() > 0 && at < words.size() ? words.get(at) : "";
      at += keyword.values();
      put(keyword.name(), new Option(line, value));
      if (keyword.name().equals("source")) {
        at = source(line, words, at);
      }
    }
  }

  /** {@code source ADDRESS [usesrc X] [interface X]}. */
  private int source(int line, List<String> words, int from) {
    int at = from;
    while (at < words.size() && Set.of("usesrc", "interface").contains(words.get(at))) {
      put(
          "source " + words.get(at),
          new Option(line, at + 1 < words.size() ? words.get(at + 1) : ""));
      at += 2;
    }
    return at;
  }

  private void put(String name, Option option) {
    if (name.startsWith("no-")) {
      options.remove(name.substring(3));
    }
    TAKES_AWAY.getOrDefault(name, Set.of()).forEach(options::remove);
    options.remove(name);
    options.put(name, option);
  }

  boolean has(String name) {
    return options.containsKey(name);
  }

  /** An option; null if it is not there. */
  @Nullable Option get(String name) {
    return options.get(name);
  }

  /** The value of an option; empty if it is not there. */
  String value(String name) {
    Option option = options.get(name);
    return option == null ? "" : option.value();
  }

  /** The line of an option; that of another place if it is not there. */
  int line(String name, int otherwise) {
    Option option = options.get(name);
    return option == null ? otherwise : option.line();
  }

  /** Notes all that stands here and is lost; to be called once there is a check. */
  void tellLost() {
    options.forEach(
        (name, option) -> {
          Keyword keyword = Keywords.find(Place.SERVER, name);
          if (keyword != null) {
            Keywords.lost(keyword, option.line(), losses);
          }
        });
  }
}
