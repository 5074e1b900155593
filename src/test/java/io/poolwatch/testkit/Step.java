package io.poolwatch.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.util.ByteString;

/** One thing that a {@link FaultyServer} does with a connection. */
public sealed interface Step {
  /** Reads exactly so many bytes. */
  record Read(int bytes) implements Step {}

  /** Reads until the text has come. */
  record ReadUntil(String text) implements Step {}

  /** Reads until the peer has closed, and notes how it did. */
  record ReadToEnd() implements Step {}

  /** Reads so many bytes in pieces, with a gap after each of them. */
  record ReadSlowly(int bytes, int piece, Duration gap) implements Step {}

  /** Sends bytes at once. */
  record Send(ByteString bytes) implements Step {}

  /** Sends bytes past TLS, in the clear. */
  record SendInTheClear(ByteString bytes) implements Step {}

  /** Sends byte by byte. */
  record Trickle(ByteString bytes, Duration gap) implements Step {}

  /** Sends the same again and again until the peer has had enough. */
  record SendEndlessly(ByteString bytes) implements Step {}

  /** Does nothing until the latch is down. */
  record Pause(CountDownLatch latch) implements Step {}

  /** Speaks TLS from here on. */
  record StartTls(TlsServer tls) implements Step {}

  /** Asks for a renegotiation (TLS 1.2). */
  record Renegotiate() implements Step {}

  /** Says close_notify and nothing more. */
  record CloseNotify() implements Step {}

  /** Sends FIN, even in the middle of TLS, and goes on reading. */
  record Fin() implements Step {}

  /** Sends RST. */
  record Rst() implements Step {}

  /** Reads exactly so many bytes. */
  static Step read(int bytes) {
    return new Read(bytes);
  }

  /** Reads until the text has come. */
  static Step readUntil(String text) {
    return new ReadUntil(text);
  }

  /** Reads until the peer has closed, and notes how it did. */
  static Step readToEnd() {
    return new ReadToEnd();
  }

  /** Reads so many bytes in pieces, with a gap after each of them. */
  static Step readSlowly(int bytes, int piece, Duration gap) {
    return new ReadSlowly(bytes, piece, gap);
  }

  /** Sends a text (ISO 8859-1) at once. */
  static Step send(String text) {
    return new Send(bytes(text));
  }

  /** Sends bytes at once. */
  static Step send(byte[] bytes) {
    return new Send(ByteString.fromArray(bytes));
  }

  /** Sends a text past TLS, in the clear. */
  static Step sendInTheClear(String text) {
    return new SendInTheClear(bytes(text));
  }

  /** Sends a text byte by byte. */
  static Step trickle(String text, Duration gap) {
    return new Trickle(bytes(text), gap);
  }

  /** Sends the same again and again until the peer has had enough. */
  static Step sendEndlessly(String text) {
    return new SendEndlessly(bytes(text));
  }

  /** Does nothing until the latch is down. */
  static Step pause(CountDownLatch latch) {
    return new Pause(latch);
  }

  /** Speaks TLS from here on. */
  static Step startTls(TlsServer tls) {
    return new StartTls(tls);
  }

  /** Asks for a renegotiation (TLS 1.2). */
  static Step renegotiate() {
    return new Renegotiate();
  }

  /**
   * Sends a fatal TLS alert in the clear.
   *
   * @param description number of the alert: RFC 8446, section 6
   */
  static Step alert(int description) {
    return new Send(ByteString.fromArray(new byte[] {21, 3, 3, 0, 2, 2, (byte) description}));
  }

  /** Says close_notify and nothing more. */
  static Step closeNotify() {
    return new CloseNotify();
  }

  /** Sends FIN, even in the middle of TLS, and goes on reading. */
  static Step fin() {
    return new Fin();
  }

  /** Sends RST. */
  static Step rst() {
    return new Rst();
  }

  private static ByteString bytes(String text) {
    return ByteString.fromArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
