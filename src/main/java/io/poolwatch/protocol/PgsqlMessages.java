package io.poolwatch.protocol;

import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a PostgreSQL client, as bytes.
 *
 * <p>Source: PostgreSQL manual, chapter "Frontend/Backend Protocol", Message Formats.
 */
final class PgsqlMessages {
  /** Asks for TLS. */
  static final ByteString SSL_REQUEST = new Output().int32(8).int32(80_877_103).bytes();

  /** Ends a session that was logged in to. */
  static final ByteString TERMINATE = message('X', new Output());

  private static final int VERSION_3_0 = 196_608;
  private static final HexFormat HEX = HexFormat.of();

  private PgsqlMessages() {}

  /**
   * Begins a session.
   *
   * @param database null for the server's default, the one that is named as the user
   */
  static ByteString startup(String user, @Nullable String database) {
    Output body = new Output().int32(VERSION_3_0).text("user").text(user);
    if (database != null) {
      body.text("database").text(database);
    }
    body.text("application_name").text("poolwatch").text("");
    return new Output().int32(body.length() + 4).raw(body.bytes()).bytes();
  }

  /** The password itself. */
  static ByteString password(Secret password) {
    return message('p', new Output().text(password.reveal()));
  }

  /** The password's hash with a server's salt. */
  static ByteString md5Password(String user, Secret password, byte[] salt) {
    String inner = HEX.formatHex(md5((password.reveal() + user).getBytes(StandardCharsets.UTF_8)));
    byte[] salted = inner.getBytes(StandardCharsets.US_ASCII);
    byte[] all = Arrays.copyOf(salted, salted.length + salt.length);
    System.arraycopy(salt, 0, all, salted.length, salt.length);
    return message('p', new Output().text("md5" + HEX.formatHex(md5(all))));
  }

  /** Chooses a mechanism, with the client's first message. */
  static ByteString saslInitial(String mechanism, String first) {
    ByteString data = ByteString.fromString(first);
    return message('p', new Output().text(mechanism).int32(data.length()).raw(data));
  }

  /** A later message of the mechanism that was chosen. */
  static ByteString saslResponse(String answer) {
    return message('p', new Output().raw(ByteString.fromString(answer)));
  }

  /** Asks a question. */
  static ByteString query(String sql) {
    return message('Q', new Output().text(sql));
  }

  private static ByteString message(char type, Output body) {
    return new Output().int8(type).int32(body.length() + 4).raw(body.bytes()).bytes();
  }

  private static byte[] md5(byte[] data) {
    try {
      return MessageDigest.getInstance("MD5").digest(data);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
