package io.poolwatch.protocol;

import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/**
 * The packets of a MySQL client, as bytes.
 *
 * <p>Source: MySQL source documentation, "Connection Phase Packets".
 */
final class MysqlMessages {
  /** Of a server's capabilities: it offers TLS. */
  static final int TLS = 0x800;

  /** Ends a session that was logged in to. */
  static final ByteString QUIT = packet(0, new Output().int8(1));

  private static final int LONG_PASSWORD = 0x1;
  private static final int PROTOCOL_41 = 0x200;
  private static final int SECURE_CONNECTION = 0x8000;
  private static final int PLUGIN_AUTH = 0x80000;
  private static final int CAPABILITIES =
      LONG_PASSWORD | PROTOCOL_41 | SECURE_CONNECTION | PLUGIN_AUTH;

  private static final int MOST_BYTES = 0x1000000;
  private static final int UTF_8 = 33;
  private static final int RESERVED = 23;

  private MysqlMessages() {}

  /** Asks for TLS. */
  static ByteString sslRequest(int sequence) {
    return packet(sequence, head(CAPABILITIES | TLS));
  }

  /**
   * Logs in.
   *
   * @param secured whether TLS was asked for before
   * @param proof at most 255 bytes
   */
  static ByteString login(int sequence, boolean secured, String user, String method, byte[] proof) {
    Output login = head(CAPABILITIES | (secured ? TLS : 0));
    return packet(sequence, login.text(user).int8(proof.length).raw(proof).text(method));
  }

  /** A proof by another method, or nothing. */
  static ByteString proof(int sequence, byte[] proof) {
    return packet(sequence, new Output().raw(proof));
  }

  /** The password itself. */
  static ByteString password(int sequence, Secret password) {
    byte[] bytes = (password.reveal() + '\0').getBytes(StandardCharsets.UTF_8);
    return packet(sequence, new Output().raw(bytes));
  }

  private static Output head(int capabilities) {
    return new Output()
        .int32LittleEndian(capabilities)
        .int32LittleEndian(MOST_BYTES)
        .int8(UTF_8)
        .raw(new byte[RESERVED]);
  }

  private static ByteString packet(int sequence, Output payload) {
    return new Output()
        .int24LittleEndian(payload.length())
        .int8(sequence & 0xff)
        .raw(payload.bytes())
        .bytes();
  }
}
