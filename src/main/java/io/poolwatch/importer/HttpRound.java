package io.poolwatch.importer;

import io.poolwatch.importer.Setting.Element;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection of an http check: what it asks for, and what it expects. */
final class HttpRound {
  private static final int NEVER = -1;
  private static final Set<String> COMPUTED = Set.of("content-length", "transfer-encoding");

  /** The rule that opens the connection; null if none does. */
  final @Nullable Options connect;

  final List<Element> expects = new ArrayList<>();
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private String method = "OPTIONS";
  private String path = "/";
  private String version = "1.0";
  private String body = "";
  private boolean onStatus;
  private int asksAt = NEVER;

  /**
   * @param connect the rule that opens the connection; null if none does
   */
  HttpRound(@Nullable Options connect) {
    this.connect = connect;
  }

  /** Notes which line sends a request. */
  void ask(int line) {
    asksAt = line;
  }

  /** Whether a request is sent. */
  boolean asks() {
    return asksAt != NEVER;
  }

  /** The line that sends it. */
  int line() {
    return asksAt;
  }

  void method(String text) {
    method = text;
  }

  void path(String text) {
    path = text;
  }

  /** {@code HTTP/1.1}; returns whether it is a version that can be asked for. */
  boolean version(String text) {
    String number = text.toUpperCase(Locale.ROOT).replaceFirst("^HTTP/", "");
    switch (number) {
      case "1.0", "1.1" -> version = number;
      case "2", "2.0" -> version = "1.1";
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Asks over HTTP/2. */
  void overHttp2() {
    version = "2";
  }

  void body(String text) {
    body = text;
  }

  /** Takes all headers away. */
  void clearHeaders() {
    headers.clear();
  }

  void header(String name, String value) {
    if (!COMPUTED.contains(name.toLowerCase(Locale.ROOT))) {
      headers.add(Map.entry(name, value));
    }
  }

  void expect(Element element, boolean status) {
    expects.add(element);
    onStatus |= status;
  }

  /** The expects; where none is on the status, any will do, as in HAProxy. */
  List<Element> expects() {
    if (expects.isEmpty() || onStatus) {
      return List.copyOf(expects);
    }
    List<Element> all = new ArrayList<>();
    all.add(new Element("{ status = any }", 0));
    all.addAll(expects);
    return List.copyOf(all);
  }

  /** The fields of the request that are not Poolwatch's own defaults, by name. */
  Map<String, String> request() {
    Map<String, String> fields = new LinkedHashMap<>();
    if (!method.equals("GET")) {
      fields.put("method", Hocon.text(method));
    }
    if (!path.equals("/")) {
      fields.put("path", Hocon.quoted(path));
    }
    if (!version.equals("1.1")) {
      fields.put("version", Hocon.quoted(version));
    }
    fields.put("headers", headers());
    if (!body.isEmpty()) {
      fields.put("body", Hocon.quoted(body));
    }
    return fields;
  }

  /** An object where each name stands once; HAProxy sends no Host of its own. */
  private String headers() {
    Map<String, String> object = new LinkedHashMap<>();
    Set<String> names = new java.util.TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    boolean twice = false;
    for (Map.Entry<String, String> header : headers) {
      twice |= !names.add(header.getKey());
      object.put(Hocon.key(header.getKey()), Hocon.quoted(header.getValue()));
    }
    if (!twice) {
      if (!names.contains("host")) {
        object.put("Host", "\"\"");
      }
      return Hocon.object(object);
    }
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> header : headers) {
      lines.add(line(header.getKey(), header.getValue()));
    }
    if (!names.contains("host")) {
      lines.add(line("Host", ""));
    }
    return Hocon.list(lines);
  }

  private static String line(String name, String value) {
    return "{ name = " + Hocon.quoted(name) + ", value = " + Hocon.quoted(value) + " }";
  }
}
