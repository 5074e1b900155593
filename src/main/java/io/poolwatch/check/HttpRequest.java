package io.poolwatch.check;

import io.poolwatch.model.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP request as configured.
 *
 * <p>What is added when it is written: {@code Host}, {@code User-Agent} and {@code Connection:
 * close} unless a header of that name is given, and {@code Content-Length} if there is a body, or
 * with value 0 for methods other than OPTIONS, GET, HEAD and DELETE. A header with an empty value
 * is left out, so that an empty one takes a default away. {@code Content-Length} and {@code
 * Transfer-Encoding} among the headers are ignored: the body decides.
 *
 * <p>Source: RFC 9112, sections 3 and 6; RFC 9110, section 5.5; HAProxy, {@code http-check send}.
 *
 * @param method the method, for instance {@code GET}
 * @param path the request target, for instance {@code /health?full=1}
 * @param version {@code 1.0}, {@code 1.1} or {@code 2}
 * @param headers header lines, in the order they are sent
 * @param body the body, sent as UTF-8; empty for none
 */
public record HttpRequest(
    String method, String path, String version, List<Header> headers, String body) {
  private static final Set<String> WITHOUT_EMPTY_BODY = Set.of("OPTIONS", "GET", "HEAD", "DELETE");
  private static final Set<String> COMPUTED = Set.of("content-length", "transfer-encoding");
  private static final Set<String> OF_CONNECTION =
      Set.of("host", "connection", "keep-alive", "proxy-connection", "upgrade", "te");
  private static final Set<String> VERSIONS = Set.of("1.0", "1.1", "2");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  public HttpRequest {
    headers = List.copyOf(headers);
  }

  /** A header line. */
  public record Header(String name, String value) {

    /** Not the value: it may be a credential. */
    @Override
    public String toString() {
      return name;
    }
  }

  /** Neither path nor body: they may hold a token. */
  @Override
  public String toString() {
    return method + " HTTP/" + version + " " + headers;
  }

  /** Whether it is sent over HTTP/2. */
  public boolean overHttp2() {
    return version.equals("2");
  }

  /** Whether the reply has no body whatever its head says. */
  boolean head() {
    return method.equals("HEAD");
  }

  /** All that is wrong with it, with paths below {@code request}. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    if (!isToken(method)) {
      problems.add(problem("method", "bad method " + Excerpt.of(method), "for example GET"));
    }
    int good = (int) path.chars().takeWhile(c -> c > ' ' && c < 0x7f).count();
    if (path.isEmpty() || good < path.length()) {
      // Not the path itself: it may hold a token.
      String fault =
          path.isEmpty() ? "an empty path" : "character " + (good + 1) + " may not be in a path";
      String hint = "no blanks or control characters; percent-encode what is not ASCII";
      problems.add(problem("path", fault, hint));
    }
    if (!VERSIONS.contains(version)) {
      problems.add(problem("version", "bad version '" + version + "'", "1.0, 1.1 or 2"));
    }
    if (overHttp2() && content().length() > Http2Frames.MOST_BODY) {
      String message = "longer than " + Http2Frames.MOST_BODY + " bytes";
      problems.add(problem("body", message, "more needs the server's leave in HTTP/2"));
    }
    addHeaderProblems(problems);
    return problems;
  }

  private void addHeaderProblems(List<Problem> problems) {
    boolean host = false;
    for (int i = 0; i < headers.size(); i++) {
      Header header = headers.get(i);
      String path = "headers[" + i + "]";
      String fault = faultOfName(header.name());
      if (fault != null) {
        problems.add(problem(path + ".name", fault, "for example X-Probe"));
      } else if (!isFieldValue(header.value())) {
        String message = "control character in the value of " + header.name();
        problems.add(problem(path + ".value", message, "line ends can't be sent in a header"));
      } else if (header.name().equalsIgnoreCase("host")) {
        if (host) {
          problems.add(problem(path, "second Host header", "give one"));
        }
        host = true;
      }
    }
  }

  private static Problem problem(String path, String message, String hint) {
    return new Problem("request." + path, message, hint);
  }

  /** What is wrong with the name of a header; null if nothing is. */
  static @Nullable String faultOfName(String name) {
    return isToken(name) ? null : "bad header name " + Excerpt.of(Matchers.latin1(name));
  }

  private static boolean isToken(String text) {
    return TOKEN.matcher(text).matches();
  }

  private static boolean isFieldValue(String text) {
    return text.chars().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f));
  }

  /** The bytes that are sent; for a request without problems. */
  ByteString encode(String host, String userAgent) {
    StringBuilder out = new StringBuilder(256);
    out.append(method).append(' ').append(path).append(" HTTP/").append(version).append("\r\n");
    addDefault(out, "Host", host);
    for (Header header : headers) {
      if (!COMPUTED.contains(header.name().toLowerCase(Locale.ROOT))) {
        add(out, header.name(), header.value());
      }
    }
    addDefault(out, "User-Agent", userAgent);
    addDefault(out, "Connection", "close");
    if (tellsLength()) {
      add(out, "Content-Length", Integer.toString(content().length()));
    }
    ByteString lines = ByteString.fromString(out.append("\r\n").toString());
    return lines.concat(content()).compact();
  }

  /**
   * The bytes that are sent over HTTP/2; for a request without problems. {@code Host} becomes
   * {@code :authority}, and headers that speak of the connection are left out, as RFC 9113, section
   * 8.2.2, demands.
   */
  ByteString encodeHttp2(String host, String userAgent, boolean secure) {
    List<Header> fields = new ArrayList<>();
    fields.add(new Header(":method", method));
    fields.add(new Header(":scheme", secure ? "https" : "http"));
    addField(fields, ":authority", given("Host").orElse(host));
    fields.add(new Header(":path", path));
    for (Header header : headers) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!COMPUTED.contains(name) && !OF_CONNECTION.contains(name)) {
        addField(fields, name, header.value());
      }
    }
    if (given("User-Agent").isEmpty()) {
      addField(fields, "user-agent", userAgent);
    }
    if (tellsLength()) {
      addField(fields, "content-length", Integer.toString(content().length()));
    }
    return Http2Frames.request(fields, content());
  }

  private Optional<String> given(String name) {
    return headers.stream()
        .filter(header -> header.name().equalsIgnoreCase(name))
        .map(Header::value)
        .findFirst();
  }

  private static void addField(List<Header> fields, String name, String value) {
    if (!value.isEmpty()) {
      fields.add(new Header(name, value));
    }
  }

  private ByteString content() {
    return ByteString.fromString(body);
  }

  private boolean tellsLength() {
    return !body.isEmpty() || !WITHOUT_EMPTY_BODY.contains(method);
  }

  private void addDefault(StringBuilder out, String name, String value) {
    if (headers.stream().noneMatch(header -> header.name().equalsIgnoreCase(name))) {
      add(out, name, value);
    }
  }

  private static void add(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append(name).append(": ").append(value).append("\r\n");
    }
  }
}
