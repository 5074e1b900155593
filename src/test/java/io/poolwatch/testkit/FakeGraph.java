package io.poolwatch.testkit;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.net.ConnectionGraph;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.util.ByteString;

/** A network without sockets: keeps what is asked of it, and tells what a test lets it tell. */
public final class FakeGraph implements ConnectionGraph {
  /** What a TLS handshake here leads to. */
  public static final TlsInfo TLS =
      new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, null);

  private final LongSupplier nanoClock;
  private final List<FakeAttempt> attempts = new CopyOnWriteArrayList<>();
  private Consumer<FakeAttempt> behavior = attempt -> {};

  /** A network that is silent until it is told otherwise. */
  public FakeGraph(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Has something done with each attempt that is opened from now on. */
  public void whenOpened(Consumer<FakeAttempt> reaction) {
    behavior = reaction;
  }

  @Override
  public FakeAttempt open(
      long attempt, ConnectPlan plan, InetSocketAddress endpoint, Listener listener) {
    FakeAttempt opened = new FakeAttempt(attempt, plan, endpoint, listener, nanoClock);
    attempts.add(opened);
    behavior.accept(opened);
    return opened;
  }

  /** All attempts so far. */
  public List<FakeAttempt> attempts() {
    return attempts;
  }

  /** The attempt that was opened last. */
  public FakeAttempt last() {
    if (attempts.isEmpty()) {
      throw new AssertionError("nothing was opened");
    }
    return attempts.get(attempts.size() - 1);
  }

  /** One attempt: what was asked of it, and what it tells. */
  public static final class FakeAttempt implements Attempt {
    private final long number;
    private final ConnectPlan plan;
    private final InetSocketAddress endpoint;
    private final Listener listener;
    private final LongSupplier nanoClock;
    private final long openedNanos;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private boolean socketOpened = true;
    private Duration ownWork = Duration.ZERO;
    private Consumer<FakeAttempt> whenSent = attempt -> {};

    FakeAttempt(
        long number,
        ConnectPlan plan,
        InetSocketAddress endpoint,
        Listener listener,
        LongSupplier nanoClock) {
      this.number = number;
      this.plan = plan;
      this.endpoint = endpoint;
      this.listener = listener;
      this.nanoClock = nanoClock;
      this.openedNanos = nanoClock.getAsLong();
    }

    /** Its number. */
    public long number() {
      return number;
    }

    /** How it was to connect. */
    public ConnectPlan plan() {
      return plan;
    }

    /** Where it was to connect to. */
    public InetSocketAddress endpoint() {
      return endpoint;
    }

    /** When it was opened. */
    public long openedNanos() {
      return openedNanos;
    }

    /** What was asked of it, in words. */
    public List<String> asked() {
      return asked;
    }

    /** Whether it was torn down. */
    public boolean aborted() {
      return asked.contains("abort");
    }

    /** Has something done when bytes are to be sent. */
    public FakeAttempt whenSent(Consumer<FakeAttempt> reaction) {
      whenSent = reaction;
      return this;
    }

    /** The system gives it no socket. */
    public void withoutSocket() {
      socketOpened = false;
    }

    /** Our own part of its handshake takes so long. */
    public void ownWork(Duration length) {
      ownWork = length;
    }

    /** TCP is through. */
    public FakeAttempt connected() {
      return tell(new ConnectionEvent.Connected(number, now()));
    }

    /** The TLS handshake is done. */
    public FakeAttempt secured() {
      return tell(new ConnectionEvent.Secured(number, now(), TLS));
    }

    /** A piece of the request has left. */
    public FakeAttempt sent(int bytes, int remaining) {
      return tell(new ConnectionEvent.SendProgress(number, now(), bytes, remaining));
    }

    /** Bytes have come. */
    public FakeAttempt received(String text) {
      ByteString bytes = ByteString.fromArray(text.getBytes(StandardCharsets.ISO_8859_1));
      return tell(new ConnectionEvent.Received(number, now(), bytes));
    }

    /** The peer's FIN has come. */
    public FakeAttempt peerClosed() {
      return tell(new ConnectionEvent.PeerClosed(number, now()));
    }

    /** The transport failed. */
    public FakeAttempt failed(Phase phase, Failure.Kind kind) {
      Failure failure = new Failure(kind, kind.toString());
      return tell(new ConnectionEvent.Failed(number, now(), phase, failure));
    }

    /** The goodbye is through. */
    public FakeAttempt closed(CloseMode mode) {
      return tell(new ConnectionEvent.Closed(number, now(), mode));
    }

    /** The stream broke by a bug. */
    public void crash(Throwable cause) {
      listener.crashed(cause);
    }

    /** Tells any event. */
    public FakeAttempt tell(ConnectionEvent event) {
      listener.on(event);
      return this;
    }

    private long now() {
      return nanoClock.getAsLong();
    }

    @Override
    public void send(ByteString bytes) {
      asked.add("send " + bytes.decodeString(StandardCharsets.ISO_8859_1));
      whenSent.accept(this);
    }

    @Override
    public void startTls(TlsSpec tls) {
      asked.add("startTls");
    }

    @Override
    public void close(CloseMode mode) {
      asked.add("close " + mode);
    }

    @Override
    public void abort() {
      asked.add("abort");
    }

    @Override
    public boolean socketOpened() {
      return socketOpened;
    }

    @Override
    public Duration ownWork() {
      return ownWork;
    }
  }
}
