package io.poolwatch.testkit;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link FaultyServer}, and what was seen of it. */
public final class Peer {
  private static final int MANY = 64 * 1024;

  private final long acceptedNanos = System.nanoTime();
  private final Socket raw;
  private final List<Step> script;
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private final List<End> ends = new CopyOnWriteArrayList<>();
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile Socket socket;
  private volatile @Nullable String serverName;
  private volatile @Nullable String alpn;
  private volatile @Nullable String clientSubject;
  private volatile long sessionBegan;
  private volatile @Nullable IOException error;

  /** How the other side ended its half of the connection. */
  public enum End {
    CLOSE_NOTIFY,
    FIN,
    RST
  }

  Peer(Socket socket, List<Step> script) {
    this.raw = socket;
    this.socket = socket;
    this.script = script;
  }

  /** When it was accepted, as {@code System.nanoTime()} has it. */
  public long acceptedNanos() {
    return acceptedNanos;
  }

  /** Everything that has been read so far, decrypted where there was TLS. */
  public byte[] received() {
    synchronized (received) {
      return received.toByteArray();
    }
  }

  /** The same as ISO 8859-1 text. */
  public String text() {
    return new String(received(), StandardCharsets.ISO_8859_1);
  }

  /** The address that the connection came from. */
  public InetSocketAddress remote() {
    return (InetSocketAddress) raw.getRemoteSocketAddress();
  }

  /** How the other side ended the connection, in order; waits until the script is through. */
  public List<End> ends() {
    awaitDone();
    return ends;
  }

  /** The server name (SNI) that came; null without one. */
  public @Nullable String serverName() {
    return serverName;
  }

  /** The application protocol that was chosen; null without one. */
  public @Nullable String alpn() {
    return alpn;
  }

  /** The subject of the client's certificate; null without one. */
  public @Nullable String clientSubject() {
    return clientSubject;
  }

  /** When the TLS session began, by this end's clock: a resumed one long before. */
  public long sessionBegan() {
    return sessionBegan;
  }

  /** What broke the script; null if nothing did. Waits until it is through. */
  public @Nullable IOException error() {
    awaitDone();
    return error;
  }

  /** Waits until its own end of a TLS handshake is done. */
  public void awaitSecured() {
    Waiting.until(() -> socket != raw, "the handshake");
  }

  /** Waits until the script is through. */
  public void awaitDone() {
    try {
      if (!done.await(FaultyServer.LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("the peer's script did not end");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  void play() {
    try {
      for (Step step : script) {
        play(step);
      }
    } catch (IOException e) {
      error = e;
    } finally {
      close();
      done.countDown();
    }
  }

  void close() {
    FaultyServer.closeQuietly(raw);
  }

  private void play(Step step) throws IOException {
    if (step instanceof Step.Read read) {
      read(read.bytes());
    } else if (step instanceof Step.ReadUntil until) {
      readUntil(until.text());
    } else if (step instanceof Step.ReadToEnd) {
      readToEnd();
    } else if (step instanceof Step.ReadSlowly slow) {
      readSlowly(slow);
    } else if (step instanceof Step.Send send) {
      write(send.bytes().toArray());
    } else if (step instanceof Step.Trickle trickle) {
      trickle(trickle);
    } else if (step instanceof Step.SendEndlessly endless) {
      for (long end = System.nanoTime() + FaultyServer.LIFE.toNanos(); System.nanoTime() < end; ) {
        write(endless.bytes().toArray());
      }
    } else if (step instanceof Step.Pause pause) {
      pause(pause.latch());
    } else if (step instanceof Step.StartTls start) {
      startTls(start.tls());
    } else {
      end(step);
    }
  }

  private void end(Step step) throws IOException {
    if (step instanceof Step.Renegotiate) {
      ((SSLSocket) socket).startHandshake();
      socket.getInputStream().read();
    } else if (step instanceof Step.CloseNotify) {
      ((SSLSocket) socket).shutdownOutput();
    } else if (step instanceof Step.Fin) {
      raw.shutdownOutput();
    } else if (step instanceof Step.SendInTheClear send) {
      raw.getOutputStream().write(send.bytes().toArray());
    } else if (step instanceof Step.Rst) {
      raw.setSoLinger(true, 0);
      raw.close();
    } else {
      throw new AssertionError("no such step: " + step);
    }
  }

  private void read(int bytes) throws IOException {
    int left = bytes;
    while (left > 0) {
      left -= readSome(Math.min(left, MANY));
    }
  }

  private void readSlowly(Step.ReadSlowly slow) throws IOException {
    for (int left = slow.bytes(); left > 0; left -= Math.min(left, slow.piece())) {
      read(Math.min(left, slow.piece()));
      LockSupport.parkNanos(slow.gap().toNanos());
    }
  }

  /** One byte at a time, so that nothing that follows is taken. */
  private void readUntil(String text) throws IOException {
    while (!text().endsWith(text)) {
      readSome(1);
    }
  }

  private int readSome(int most) throws IOException {
    byte[] buffer = new byte[most];
    int count = socket.getInputStream().read(buffer);
    if (count < 0) {
      throw new EOFException("the other side closed too early");
    }
    synchronized (received) {
      received.write(buffer, 0, count);
    }
    return count;
  }

  private void readToEnd() throws IOException {
    try {
      drain(socket);
      if (socket != raw) {
        ends.add(End.CLOSE_NOTIFY);
        drain(raw);
      }
      ends.add(End.FIN);
    } catch (SocketException reset) {
      ends.add(End.RST);
    } catch (SSLException truncated) {
      ends.add(truncated.getCause() instanceof SocketException ? End.RST : End.FIN);
    } catch (EOFException truncated) {
      ends.add(End.FIN);
    }
  }

  private void drain(Socket from) throws IOException {
    InputStream in = from.getInputStream();
    byte[] buffer = new byte[MANY];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      synchronized (received) {
        received.write(buffer, 0, n);
      }
    }
  }

  private void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  private void trickle(Step.Trickle trickle) throws IOException {
    for (byte next : trickle.bytes().toArray()) {
      write(new byte[] {next});
      LockSupport.parkNanos(trickle.gap().toNanos());
    }
  }

  private static void pause(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(FaultyServer.LIFE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("nobody ended the pause");
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  private void startTls(TlsServer tls) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            tls.context()
                .getSocketFactory()
                .createSocket(raw, raw.getInetAddress().getHostAddress(), raw.getPort(), false);
    tls.configure(secure);
    secure.startHandshake();
    ExtendedSSLSession session = (ExtendedSSLSession) secure.getSession();
    for (SNIServerName name : session.getRequestedServerNames()) {
      if (name instanceof SNIHostName host) {
        serverName = host.getAsciiName();
      }
    }
    String chosen = secure.getApplicationProtocol();
    alpn = chosen == null || chosen.isEmpty() ? null : chosen;
    try {
      clientSubject =
          ((X509Certificate) session.getPeerCertificates()[0]).getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException noCertificate) {
      clientSubject = null;
    }
    sessionBegan = session.getCreationTime();
    socket = secure;
  }
}
