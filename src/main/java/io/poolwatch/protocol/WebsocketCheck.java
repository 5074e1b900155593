package io.poolwatch.protocol;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.HttpCheck;
import io.poolwatch.check.HttpExpect;
import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.HttpExpect.HeaderMatch;
import io.poolwatch.check.HttpRequest;
import io.poolwatch.check.HttpRequest.Header;
import io.poolwatch.check.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that upgrades a connection to WebSocket: it passes if the server switches protocols and
 * proves that it has read the key.
 *
 * <p>Another status is the server's no, with its number. The goodbye is a close frame. The key is
 * always the same, for it protects against caches between browser and server, not against servers.
 *
 * <p>Source: RFC 6455, 1.3, 4.1, 4.2.2, 5.5.1.
 *
 * @param path the request target
 * @param host the Host header; null for the server's own
 * @param origin the Origin header; null for none
 * @param protocol the subprotocol that the server must choose; null for none
 * @param userAgent who asks
 */
public record WebsocketCheck(
    String path,
    @Nullable String host,
    @Nullable String origin,
    @Nullable String protocol,
    String userAgent)
    implements ProtocolCheck {

  private static final String KEY = base64("poolwatch probe!".getBytes(StandardCharsets.US_ASCII));
  private static final String ACCEPT = accept(KEY);

  /** A masked close frame with the status 1000, a normal end. */
  private static final ByteString CLOSE = Octets.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8);

  @Override
  public Compiled compile(Channel channel) {
    HttpRequest request = new HttpRequest("GET", path, "1.1", headers(), "");
    Compiled compiled =
        new HttpCheck(channel.plan(), request, channel.host(), userAgent, expects(), null)
            .compile();
    List<Problem> problems = compiled.problems().stream().map(WebsocketCheck::located).toList();
    Optional<CheckScript> script =
        compiled
            .script()
            .map(http -> new CheckScript("websocket", http.steps(), false, true, CLOSE));
    return new Compiled(script, problems);
  }

  /** The request names the host. */
  @Override
  public String variant(Channel channel) {
    return host == null ? channel.host() : "";
  }

  private List<Header> headers() {
    List<Header> headers = new ArrayList<>();
    if (host != null) {
      headers.add(new Header("Host", host));
    }
    headers.add(new Header("Upgrade", "websocket"));
    headers.add(new Header("Connection", "Upgrade"));
    headers.add(new Header("Sec-WebSocket-Key", KEY));
    headers.add(new Header("Sec-WebSocket-Version", "13"));
    if (origin != null) {
      headers.add(new Header("Origin", origin));
    }
    if (protocol != null) {
      headers.add(new Header("Sec-WebSocket-Protocol", protocol));
    }
    return headers;
  }

  private List<HttpExpect> expects() {
    List<HttpExpect> expects = new ArrayList<>();
    expects.add(HttpExpect.ofStatus("101"));
    expects.add(header("Upgrade", "(?i)^ *websocket *$", HeaderMatch.REGEX));
    expects.add(header("Connection", "(?i)(^|,) *upgrade *(,|$)", HeaderMatch.REGEX));
    expects.add(header("Sec-WebSocket-Accept", ACCEPT, HeaderMatch.EXACT));
    if (protocol != null) {
      expects.add(header("Sec-WebSocket-Protocol", protocol, HeaderMatch.EXACT));
    }
    return expects;
  }

  private static HttpExpect header(String name, String value, HeaderMatch match) {
    return new HttpExpect(null, null, new HeaderLine(name, value, match), null, null, false);
  }

  /** The request is no setting of this check, its parts are. */
  private static Problem located(Problem problem) {
    String path = problem.path();
    String setting = path.equals("request.path") ? "path" : "";
    return new Problem(setting, problem.message(), problem.hint());
  }

  /** What a server answers to a key: RFC 6455, 4.2.2, step 5.4. */
  private static String accept(String key) {
    try {
      String joined = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      return base64(sha1.digest(joined.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
