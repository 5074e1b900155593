package io.poolwatch.sink;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A server as {@code add server} describes it, with the keywords of a HAProxy's server line.
 *
 * @param settings its settings, as they would stand below the server in a configuration
 * @param hosts the hosts of all its addresses
 * @param problem what is wrong with it; null if nothing is
 */
record NewServer(Map<String, String> settings, List<String> hosts, @Nullable String problem) {

  /** Keywords with a value, and the settings that they stand for. */
  private static final Map<String, String> VALUES =
      Map.of(
          "port", "check.port",
          "inter", "check.inter",
          "fastinter", "check.fastinter",
          "downinter", "check.downinter",
          "rise", "check.rise",
          "fall", "check.fall",
          "weight", "weight",
          "addr", "check.address");

  /** Keywords alone, and the settings that they stand for. */
  private static final Map<String, Map.Entry<String, String>> FLAGS =
      Map.of(
          "backup", Map.entry("backup", "true"),
          "disabled", Map.entry("admin", "maint"),
          "enabled", Map.entry("admin", "ready"),
          "check-ssl", Map.entry("check.tls.enabled", "true"));

  /** Keywords that change nothing: a server here is always checked. */
  private static final List<String> IDLE = List.of("check");

  NewServer {
    settings = Map.copyOf(settings);
    hosts = List.copyOf(hosts);
  }

  /** The server of these words: its address, and keywords. */
  static NewServer of(List<String> words) {
    Map<String, String> settings = new TreeMap<>();
    List<String> hosts = new ArrayList<>();
    Iterator<String> rest = words.iterator();
    String address = rest.next();
    settings.put("address", address);
    // Like a HAProxy's, it begins out of service.
    settings.put("admin", "maint");
    hosts.add(host(address));
    while (rest.hasNext()) {
      String word = rest.next();
      if (FLAGS.containsKey(word)) {
        settings.put(FLAGS.get(word).getKey(), FLAGS.get(word).getValue());
      } else if (VALUES.containsKey(word)) {
        if (!rest.hasNext()) {
          return wrong("'" + word + "' expects a value.");
        }
        String value = rest.next();
        settings.put(VALUES.get(word), time(word, value));
        if (word.equals("addr")) {
          hosts.add(host(value));
        }
      } else if (!IDLE.contains(word)) {
        return wrong("unknown keyword '" + word + "'.");
      }
    }
    return new NewServer(settings, hosts, null);
  }

  private static NewServer wrong(String problem) {
    return new NewServer(Map.of(), List.of(), problem);
  }

  /** HAProxy's times without a unit are milliseconds. */
  private static String time(String word, String value) {
    boolean bare =
        word.endsWith("inter") && !value.isEmpty() && value.chars().allMatch(Character::isDigit);
    return bare ? value + "ms" : value;
  }

  private static String host(String address) {
    if (address.startsWith("[")) {
      int end = address.indexOf(']');
      return end < 0 ? address : address.substring(1, end);
    }
    int colon = address.lastIndexOf(':');
    return colon < 0 || address.indexOf(':') != colon ? address : address.substring(0, colon);
  }
}
