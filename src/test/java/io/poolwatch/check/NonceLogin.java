package io.poolwatch.check;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.pekko.util.ByteString;

/**
 * A login that no fixed list of steps can do: the server sends {@code NONCE n}, the client answers
 * with a digest of nonce and password, the server says {@code OK}. Before that it may ask for TLS.
 */
public final class NonceLogin implements Dialogue {
  private final String password;

  public NonceLogin(String password) {
    this.password = password;
  }

  /** What a client has to answer to a nonce. */
  public static String digest(String nonce, String password) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] octets = (nonce + ":" + password).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(sha.digest(octets));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Conversation begin() {
    return new Login();
  }

  @Override
  public String describe() {
    return "login with a nonce";
  }

  @Override
  public TlsSpec tls() {
    return ProbeDriver.TLS;
  }

  private final class Login implements Conversation {
    private final StringBuilder input = new StringBuilder();

    @Override
    public Turn open() {
      return NeedMore.INSTANCE;
    }

    @Override
    public Turn received(ByteString bytes) {
      input.append(bytes.decodeString(StandardCharsets.ISO_8859_1));
      return next();
    }

    @Override
    public Turn sent() {
      return next();
    }

    @Override
    public Turn secured() {
      return next();
    }

    private Turn next() {
      int end = input.indexOf("\n");
      if (end < 0) {
        return NeedMore.INSTANCE;
      }
      String line = input.substring(0, end);
      input.delete(0, end + 1);
      if (line.startsWith("NONCE ")) {
        return new Send(ByteString.fromString(digest(line.substring(6), password) + "\n"));
      }
      if (line.equals("TLS")) {
        return new StartTls(ProbeDriver.TLS);
      }
      return line.equals("OK")
          ? new Done(CheckStatus.L7OK.outcome(), CheckStatus.L7OK, CheckResult.NO_CODE, "")
          : failed(CheckStatus.L7STS, line);
    }

    @Override
    public Done ended(End end) {
      return failed(CheckStatus.L7RSP, "login not finished: " + end);
    }

    private Done failed(CheckStatus status, String info) {
      return new Done(status.outcome(), status, CheckResult.NO_CODE, info);
    }

    @Override
    public String pending() {
      return "waiting for the end of a line";
    }
  }
}
