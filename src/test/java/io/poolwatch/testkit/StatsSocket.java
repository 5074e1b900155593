package io.poolwatch.testkit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Unix socket that takes HAProxy's runtime commands, be a HAProxy behind it or Poolwatch.
 *
 * @param path where it is
 */
public record StatsSocket(Path path) {

  /** Waits until somebody answers there: a socket has its name before it takes connections. */
  public StatsSocket awaitOpen() {
    Waiting.until(this::open, "somebody to answer on " + path);
    return this;
  }

  private boolean open() {
    try {
      return !ask("show info").isEmpty();
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  /** Asks a question. */
  public String ask(String question) {
    return UnixClient.ask(path, question);
  }

  /** What {@code show stat} says of each server, by {@code backend/server} and column, in order. */
  public Map<String, Map<String, String>> stat() {
    List<String> lines = ask("show stat").lines().toList();
    List<String> columns = fields(lines.get(0).substring("# ".length()));
    Map<String, Map<String, String>> servers = new LinkedHashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = fields(line);
      if (fields.size() > 1) {
        servers.put(fields.get(0) + "/" + fields.get(1), named(columns, fields));
      }
    }
    return servers;
  }

  /**
   * What {@code show servers state} says of each server, by {@code backend/server} and column, in
   * order.
   */
  public Map<String, Map<String, String>> states() {
    List<String> lines = ask("show servers state").lines().toList();
    List<String> columns = List.of(lines.get(1).substring("# ".length()).split(" "));
    Map<String, Map<String, String>> servers = new LinkedHashMap<>();
    for (String line : lines.subList(2, lines.size())) {
      List<String> fields = List.of(line.split(" "));
      if (fields.size() > 1) {
        Map<String, String> state = named(columns, fields);
        servers.put(state.get("be_name") + "/" + state.get("srv_name"), state);
      }
    }
    return servers;
  }

  private static Map<String, String> named(List<String> columns, List<String> fields) {
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(columns.size(), fields.size()); i++) {
      named.put(columns.get(i), fields.get(i));
    }
    return named;
  }

  /** Fields of a line, separated by commas, some of them in double quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
