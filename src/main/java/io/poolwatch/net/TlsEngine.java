package io.poolwatch.net;

import io.poolwatch.model.Failure;
import io.poolwatch.model.TlsInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Clock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one TLS connection, without a socket: ciphertext goes in, and what comes of
 * it is told to a {@link Sink} in the order in which it stood on the wire.
 *
 * <p>The costly parts of a handshake (certificates, key agreement) are handed to the sink as tasks,
 * so that they need not hold up the calling thread. Not thread-safe but for these. An exception
 * ends the connection; all plaintext in front of the fault has been told by then.
 *
 * <p>Renegotiation (TLS 1.2) is refused: a peer that asks for it would change the identity that was
 * verified, and no check needs it.
 */
final class TlsEngine {
  /** Records of any TLS version begin with one of these types: RFC 8446, section 5.1. */
  private static final int FIRST_RECORD_TYPE = 20;

  private static final int LAST_RECORD_TYPE = 24;

  /** Larger than any record, so that a wrap or an unwrap never needs a second try. */
  private static final int SCRATCH_BYTES = 48 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** An engine's output is copied out of it at once, so that each thread needs only one. */
  private static final ThreadLocal<ByteBuffer> SCRATCH =
      ThreadLocal.withInitial(() -> ByteBuffer.allocate(SCRATCH_BYTES));

  /** Whoever is told what an engine has to say. */
  interface Sink {
    /** Bytes that must be sent to the peer. */
    void ciphertext(ByteString bytes);

    /** Bytes that the peer's application has sent. */
    void plaintext(ByteString bytes);

    /** The handshake is done; told once. */
    void secured(TlsInfo info);

    /** The peer has said {@code close_notify}. */
    void peerClosed();

    /** Has a part of the handshake run, on any thread; then {@link TlsEngine#resume} is called. */
    void task(Runnable task);
  }

  private final SSLEngine engine;
  private final @Nullable String serverName;
  private final @Nullable Clock clock;
  private final Sink sink;

  /** What has come and was not yet looked at. */
  private ByteBuffer in = NOTHING;

  private boolean heard;
  private boolean busy;
  private boolean secured;
  private boolean legacy;
  private boolean peerClosed;

  /**
   * Makes the client's end.
   *
   * @param engine in client mode, with all parameters set
   * @param serverName the SNI that it sends, for {@link TlsInfo}
   * @param clock by which the peer's certificate must be valid, in a resumed session too; null if
   *     it is not verified
   * @param sink told what happens, on the calling thread
   */
  TlsEngine(SSLEngine engine, @Nullable String serverName, @Nullable Clock clock, Sink sink) {
    this.engine = engine;
    this.serverName = serverName;
    this.clock = clock;
    this.sink = sink;
  }

  /** Begins the handshake. */
  void begin() throws IOException {
    engine.beginHandshake();
    run();
  }

  /** Goes on with the handshake: the task that was handed over is done. */
  void resume() throws IOException {
    busy = false;
    run();
  }

  /** Whether the handshake is done. */
  boolean secured() {
    return secured;
  }

  /**
   * Whether the peer may still refuse our side of the handshake: in TLS 1.3 a client is done before
   * the server has seen its certificate.
   */
  boolean provisional() {
    return secured && !legacy;
  }

  /** Takes bytes that came from the peer, in pieces of any size. */
  void feed(ByteString bytes) throws IOException {
    if (peerClosed) {
      return;
    }
    if (!heard) {
      heard = true;
      requireTls(bytes);
    }
    // A copy, because the JDK decrypts a record where it stands.
    in = ByteBuffer.wrap(copy(in).concat(bytes).toArray());
    run();
  }

  /** Encrypts what our application sends, at once and completely. */
  void encrypt(ByteString bytes) throws IOException {
    ByteBuffer in = bytes.asByteBuffer();
    while (in.hasRemaining()) {
      if (wrap(in).getStatus() == SSLEngineResult.Status.CLOSED) {
        throw new SSLException("the TLS connection is closed for sending");
      }
    }
  }

  /** Says {@code close_notify}, unless it has been said. */
  void close() throws IOException {
    engine.closeOutbound();
    while (!engine.isOutboundDone()) {
      if (wrap(NOTHING).bytesProduced() == 0) {
        return;
      }
    }
  }

  private void requireTls(ByteString bytes) throws TransportException {
    int type = Byte.toUnsignedInt(bytes.head());
    if (type < FIRST_RECORD_TYPE || type > LAST_RECORD_TYPE) {
      throw new TransportException(Failure.Kind.PLAINTEXT_PEER, Failures.plaintextPeer(bytes));
    }
  }

  private void run() throws IOException {
    if (busy) {
      return;
    }
    work();
    if (!busy && !peerClosed && in.hasRemaining()) {
      // The JDK knows a record by its length alone, and would wait for bytes that never come.
      requireTls(copy(in.duplicate()));
    }
  }

  /** Goes on until the engine wants more bytes than there are, or a task has to be done. */
  private void work() throws IOException {
    while (true) {
      HandshakeStatus status = engine.getHandshakeStatus();
      refuseRenegotiation(status);
      switch (status) {
        case NEED_TASK -> {
          busy = true;
          sink.task(this::runTasks);
          return;
        }
        case NEED_WRAP -> {
          if (wrap(NOTHING).bytesProduced() == 0) {
            return;
          }
        }
        default -> {
          if (!unwrap()) {
            return;
          }
        }
      }
    }
  }

  private void runTasks() {
    for (Runnable task = engine.getDelegatedTask();
        task != null;
        task = engine.getDelegatedTask()) {
      task.run();
    }
  }

  /** One record; whether there may be another. */
  private boolean unwrap() throws IOException {
    ByteBuffer out = scratch();
    SSLEngineResult result = engine.unwrap(in, out);
    if (result.bytesProduced() > 0) {
      sink.plaintext(copy(out.flip()));
    }
    noteHandshake(result);
    return switch (result.getStatus()) {
      case OK -> result.bytesConsumed() > 0 || result.bytesProduced() > 0;
      case BUFFER_UNDERFLOW -> false;
      case BUFFER_OVERFLOW -> throw new SSLException("a TLS record is larger than allowed");
      case CLOSED -> {
        peerClosed = true;
        sink.peerClosed();
        yield false;
      }
    };
  }

  private SSLEngineResult wrap(ByteBuffer in) throws IOException {
    ByteBuffer out = scratch();
    SSLEngineResult result = engine.wrap(in, out);
    if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
      throw new SSLException("a TLS record is larger than allowed");
    }
    if (result.bytesProduced() > 0) {
      sink.ciphertext(copy(out.flip()));
    }
    noteHandshake(result);
    return result;
  }

  /** TLS 1.3 reports another end of a handshake with each session ticket: only the first counts. */
  private void noteHandshake(SSLEngineResult result) throws IOException {
    if (result.getHandshakeStatus() == HandshakeStatus.FINISHED && !secured) {
      requireValidCertificate();
      secured = true;
      TlsInfo info = PeerIdentity.info(engine, serverName);
      legacy = !info.version().equals("TLSv1.3");
      sink.secured(info);
    }
  }

  /** A resumed session brings its certificate along unverified. */
  private void requireValidCertificate() throws TransportException {
    X509Certificate leaf = PeerIdentity.leaf(engine.getSession());
    if (clock != null && leaf != null) {
      Failure dates = Failures.dates(leaf, true, clock.instant());
      if (dates != null) {
        throw new TransportException(dates.kind(), dates.detail());
      }
    }
  }

  private void refuseRenegotiation(HandshakeStatus status) throws TransportException {
    if (secured
        && legacy
        && !peerClosed
        && status != HandshakeStatus.NOT_HANDSHAKING
        && !engine.isInboundDone()
        && !engine.isOutboundDone()) {
      throw new TransportException(
          Failure.Kind.TLS, "peer asked for a TLS renegotiation, which is refused");
    }
  }

  private static ByteBuffer scratch() {
    return SCRATCH.get().clear();
  }

  private static ByteString copy(ByteBuffer bytes) {
    return ByteString.fromByteBuffer(bytes);
  }
}
