package io.poolwatch.check;

/** What an exchange waits for. */
enum Waiting {
  /** TCP, and the PROXY header where there is one. */
  CONNECT,
  /** A TLS handshake, first of all or inside the connection. */
  TLS,
  /** A request to leave in full. */
  SEND,
  /** Bytes of a reply. */
  REPLY,
  /** A connection to be closed before the next is opened. */
  CLOSE,
  /** Nothing: it has not begun, or the result is known. */
  NOTHING
}
