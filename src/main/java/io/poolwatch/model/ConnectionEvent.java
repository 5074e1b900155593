package io.poolwatch.model;

import java.time.Duration;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt on the network tells its owner.
 *
 * <p>Exactly one terminal event ends an attempt: {@link TimedOut}, {@link Failed}, {@link Closed}
 * or, of an external program, {@link Exited}; none follows it. Times are {@code System.nanoTime()}
 * values of the moment when the transport saw it.
 */
public sealed interface ConnectionEvent {

  /** The number of the attempt, unique for its connection actor. */
  long attempt();

  /** When it happened. */
  long atNanos();

  /** Whether the attempt is over with this event. */
  default boolean terminal() {
    return this instanceof TimedOut
        || this instanceof Failed
        || this instanceof Closed
        || this instanceof Exited;
  }

  /** TCP is through, and the PROXY header where there is one. */
  record Connected(long attempt, long atNanos) implements ConnectionEvent {}

  /** A TLS handshake is done. */
  record Secured(long attempt, long atNanos, TlsInfo tls) implements ConnectionEvent {}

  /**
   * A piece of the current request has left.
   *
   * @param sent bytes that this piece had
   * @param remaining bytes of the request still to go; 0 when it has left in full
   */
  record SendProgress(long attempt, long atNanos, int sent, int remaining)
      implements ConnectionEvent {}

  /** Bytes have come. */
  record Received(long attempt, long atNanos, ByteString bytes) implements ConnectionEvent {}

  /** The peer will send no more; the attempt is still open. */
  record PeerClosed(long attempt, long atNanos) implements ConnectionEvent {}

  /**
   * The armed deadline passed; the stream was aborted.
   *
   * @param phase what was pending
   * @param limit the deadline's length
   * @param late how much later than the deadline its timer was handled
   * @param paused for how long this process itself held the attempt up: the longest pause that was
   *     seen meanwhile, and its own part of the handshake that was pending
   */
  record TimedOut(
      long attempt, long atNanos, Phase phase, Duration limit, Duration late, Duration paused)
      implements ConnectionEvent {}

  /** The transport failed; the stream is gone. */
  record Failed(long attempt, long atNanos, Phase phase, Failure failure)
      implements ConnectionEvent {}

  /**
   * The attempt was closed as asked.
   *
   * @param mode how it was closed in the end; null if it had never been connected
   */
  record Closed(long attempt, long atNanos, @Nullable CloseMode mode) implements ConnectionEvent {}

  /**
   * An external program, which stands for an attempt, has ended by itself.
   *
   * @param code its exit code; 128 and the signal's number if a signal ended it
   * @param output the beginning of what it wrote
   */
  record Exited(long attempt, long atNanos, int code, ByteString output)
      implements ConnectionEvent {}
}
