package io.poolwatch.protocol;

import org.apache.pekko.util.ByteString;

/**
 * What a MySQL server says first.
 *
 * <p>Source: MySQL source documentation, "Protocol::HandshakeV10".
 *
 * @param version of the server, as Latin-1
 * @param tls whether it offers TLS
 * @param nonce its number for a proof
 * @param method the method that it expects, by name; empty if it names none
 */
record MysqlGreeting(String version, boolean tls, ByteString nonce, String method) {
  /** The only version of the protocol that is still spoken. */
  static final int PROTOCOL = 10;

  static final int NONCE = 20;

  private static final int FIRST_OF_NONCE = 8;
  private static final int CHARSET_AND_STATUS = 3;
  private static final int RESERVED = 10;

  /** Reads what follows the protocol's version. */
  static MysqlGreeting read(Fields fields) throws MalformedException {
    String version = fields.text();
    fields.skip(Integer.BYTES);
    ByteString first = ByteString.fromArray(fields.bytes(FIRST_OF_NONCE));
    fields.skip(1);
    int capabilities = fields.int16LittleEndian();
    if (fields.left() == 0) {
      return new MysqlGreeting(version, tls(capabilities), first, "");
    }
    fields.skip(CHARSET_AND_STATUS);
    fields.skip(Short.BYTES);
    fields.skip(1 + RESERVED);
    ByteString nonce = first.concat(ByteString.fromArray(fields.bytes(NONCE - FIRST_OF_NONCE)));
    if (fields.left() > 0) {
      fields.skip(1);
    }
    String method = fields.rest();
    int end = method.indexOf('\0');
    return new MysqlGreeting(
        version, tls(capabilities), nonce, end < 0 ? method : method.substring(0, end));
  }

  private static boolean tls(int capabilities) {
    return (capabilities & MysqlMessages.TLS) != 0;
  }
}
