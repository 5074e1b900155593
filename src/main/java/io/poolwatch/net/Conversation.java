package io.poolwatch.net;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Received;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The course of one attempt: what goes out, what is told, and in which order.
 *
 * <p>It owns no socket and no thread: the stage drives it from one thread and gives it a {@link
 * Wire}. After its end it ignores everything.
 */
final class Conversation implements TlsEngine.Sink {
  private enum State {
    CONNECTING,
    /** The PROXY header is on its way. */
    GREETING,
    OPEN,
    CLOSING,
    OVER
  }

  private final long attempt;
  private final ConnectPlan plan;
  private final InetSocketAddress endpoint;
  private final TlsContexts contexts;
  private final ConnectionGraph.Listener listener;
  private final LongSupplier clock;
  private final Wire wire;
  private final Outbox outbox = new Outbox();

  private State state = State.CONNECTING;
  private @Nullable TlsEngine tls;
  private boolean goodbyeSaid;
  private boolean finished;
  private boolean peerClosed;
  private boolean peerFinished;
  private boolean heardSinceSecured;

  Conversation(
      long attempt,
      ConnectPlan plan,
      InetSocketAddress endpoint,
      TlsContexts contexts,
      ConnectionGraph.Listener listener,
      LongSupplier clock,
      Wire wire) {
    this.attempt = attempt;
    this.plan = plan;
    this.endpoint = endpoint;
    this.contexts = contexts;
    this.listener = listener;
    this.clock = clock;
    this.wire = wire;
  }

  /** Whether the last event has been told, or nothing is to be told any more. */
  boolean over() {
    return state == State.OVER;
  }

  /** Makes this the end: nothing is told any more. */
  void end() {
    state = State.OVER;
  }

  // What the connection tells.

  /** TCP is through. */
  void onConnected(InetSocketAddress local) {
    if (over()) {
      return;
    }
    state = State.GREETING;
    if (plan.proxy() == ProxyHeader.NONE) {
      announce();
    } else {
      outbox.add(ProxyProtocol.encode(plan.proxy(), local, endpoint));
      pump();
    }
  }

  /** The kernel has taken all bytes of the last write. */
  void onWritten() {
    if (over()) {
      return;
    }
    int sent = outbox.written();
    if (state == State.GREETING) {
      announce();
      return;
    }
    if (sent > 0) {
      tell(new SendProgress(attempt, now(), sent, outbox.remaining()));
    }
    pump();
  }

  /** Bytes have come. */
  void onBytes(ByteString bytes) {
    if (over()) {
      return;
    }
    TlsEngine engine = tls;
    if (engine == null) {
      plaintext(bytes);
    } else {
      secure(() -> engine.feed(bytes));
      pump();
    }
  }

  /** What {@link Wire#task} was asked for is done. */
  void onTaskDone() {
    TlsEngine engine = tls;
    if (over() || engine == null) {
      return;
    }
    secure(engine::resume);
    pump();
  }

  /** The peer's FIN has come. */
  void onPeerFinished() {
    if (over()) {
      return;
    }
    peerFinished = true;
    if (finished) {
      over(new Closed(attempt, now(), CloseMode.GRACEFUL));
    } else if (state == State.CLOSING) {
      pump();
    } else if (tls != null && !tls.secured()) {
      fail(new Failure(Failure.Kind.HANDSHAKE_CLOSED, "peer closed the connection"));
    } else {
      peerClosed();
    }
  }

  /** The connection broke, or could not be made. */
  void onBroken(Throwable cause) {
    if (over()) {
      return;
    }
    if (state == State.CLOSING) {
      over(new Closed(attempt, now(), CloseMode.GRACEFUL));
      return;
    }
    Failure failure = Failures.ofConnection(cause);
    if (state == State.CONNECTING && failure.kind() == Failure.Kind.RESET) {
      establishedAndReset();
    }
    fail(failure);
  }

  /**
   * Only a connection that was made can be reset; one that could not be made was refused. The reset
   * was just faster than the news of the connection.
   */
  private void establishedAndReset() {
    if (plan.proxy() == ProxyHeader.NONE) {
      state = State.OPEN;
      tell(new Connected(attempt, now()));
    }
  }

  /** This machine would not let us connect. */
  void onLocalFault(String what) {
    if (!over()) {
      fail(new Failure(Failure.Kind.LOCAL, what));
    }
  }

  // What the owner wants.

  void send(ByteString bytes) {
    if (over()) {
      return;
    }
    require(state == State.OPEN, "send before Connected or after close");
    require(!outbox.requestUnderWay(), "send before the last one has left");
    require(tls == null || tls.secured(), "send before Secured");
    if (bytes.isEmpty()) {
      tell(new SendProgress(attempt, now(), 0, 0));
      return;
    }
    outbox.request(bytes);
    pump();
  }

  void startTls(TlsSpec spec) {
    if (over()) {
      return;
    }
    require(state == State.OPEN && tls == null, "startTls needs an open plain connection");
    require(!outbox.requestUnderWay(), "startTls before the last send has left");
    secure(
        () -> {
          TlsEngine engine = contexts.engine(spec, endpoint, this);
          tls = engine;
          engine.begin();
        });
    pump();
  }

  void close(CloseMode mode) {
    if (over() || state == State.CLOSING) {
      return;
    }
    if (state == State.CONNECTING || state == State.GREETING) {
      over(new Closed(attempt, now(), null));
    } else if (mode == CloseMode.ABORT) {
      over(new Closed(attempt, now(), CloseMode.ABORT));
    } else {
      state = State.CLOSING;
      pump();
    }
  }

  void abort() {
    if (!over()) {
      end();
      wire.reset();
    }
  }

  // What TLS tells.

  @Override
  public void ciphertext(ByteString bytes) {
    outbox.add(bytes);
  }

  @Override
  public void plaintext(ByteString bytes) {
    if (state == State.OPEN && !peerClosed) {
      heardSinceSecured = true;
      tell(new Received(attempt, now(), bytes));
    }
  }

  @Override
  public void secured(TlsInfo info) {
    if (state == State.OPEN) {
      heardSinceSecured = false;
      tell(new Secured(attempt, now(), info));
    }
  }

  @Override
  public void peerClosed() {
    if (state == State.OPEN && !peerClosed) {
      peerClosed = true;
      tell(new PeerClosed(attempt, now()));
    }
  }

  @Override
  public void task(Runnable task) {
    wire.task(task);
  }

  // How it goes on.

  private void announce() {
    state = State.OPEN;
    tell(new Connected(attempt, now()));
    wire.read();
    TlsSpec spec = plan.tls();
    if (spec != null) {
      startTls(spec);
    }
  }

  /** Gives TCP the next bytes, if it wants any. */
  private void pump() {
    if (over() || outbox.writing()) {
      return;
    }
    if (outbox.wantsPiece()) {
      takePiece();
    }
    if (outbox.empty() && state == State.CLOSING && !goodbyeSaid) {
      goodbyeSaid = true;
      if (tls != null) {
        secure(tls::close);
      }
    }
    if (over()) {
      return;
    }
    if (!outbox.empty()) {
      wire.write(outbox.write());
    } else if (state == State.CLOSING && !finished) {
      finish();
    }
  }

  private void takePiece() {
    ByteString piece = outbox.takePiece();
    TlsEngine engine = tls;
    if (engine == null) {
      outbox.add(piece);
    } else {
      secure(() -> engine.encrypt(piece));
    }
  }

  private void finish() {
    finished = true;
    wire.finish();
    if (peerFinished) {
      end();
      listener.on(new Closed(attempt, now(), CloseMode.GRACEFUL));
    }
  }

  private interface TlsWork {
    void run() throws IOException, TlsSetupException;
  }

  private void secure(TlsWork work) {
    try {
      work.run();
    } catch (TlsSetupException unusable) {
      fail(new Failure(Failure.Kind.LOCAL, Failures.words(unusable)));
    } catch (IOException failed) {
      if (state == State.CLOSING) {
        over(new Closed(attempt, now(), CloseMode.ABORT));
      } else {
        fail(Failures.ofTls(failed));
      }
    }
  }

  private void fail(Failure failure) {
    over(new Failed(attempt, now(), phase(failure), failure));
  }

  private Phase phase(Failure failure) {
    return switch (state) {
      case CONNECTING, GREETING -> Phase.CONNECT;
      case CLOSING, OVER -> Phase.CLOSE;
      case OPEN -> {
        if (tls == null ? plan.tls() != null : !tls.secured() || stillHandshake(tls, failure)) {
          yield Phase.TLS;
        }
        yield outbox.requestUnderWay() ? Phase.SEND : Phase.RECEIVE;
      }
    };
  }

  /** A server of TLS 1.3 refuses our certificate after our end of the handshake. */
  private boolean stillHandshake(TlsEngine engine, Failure failure) {
    return engine.provisional()
        && !heardSinceSecured
        && failure.kind().layer() == Failure.Layer.TLS;
  }

  private void over(ConnectionEvent last) {
    end();
    wire.reset();
    listener.on(last);
  }

  private void tell(ConnectionEvent event) {
    listener.on(event);
  }

  private long now() {
    return clock.getAsLong();
  }

  private static void require(boolean condition, String rule) {
    if (!condition) {
      throw new IllegalStateException(rule);
    }
  }
}
