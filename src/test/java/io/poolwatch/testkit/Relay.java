package io.poolwatch.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a probe and a real daemon: alters what the daemon says, or speaks TLS for it, and
 * keeps what the probe said.
 *
 * <p>Each direction of a connection has a thread; nothing lasts longer than {@link
 * FaultyServer#LIFE}.
 */
public final class Relay implements AutoCloseable {
  private static final int PIECE = 64 * 1024;

  private final ServerSocket listener;
  private final int daemon;
  private final @Nullable TlsServer tls;
  private final UnaryOperator<String> change;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private volatile boolean closed;

  private Relay(int daemon, @Nullable TlsServer tls, UnaryOperator<String> change) {
    this.daemon = daemon;
    this.tls = tls;
    this.change = change;
    try {
      this.listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread(this::accept);
  }

  /**
   * Alters what a daemon says.
   *
   * @param daemon its port
   * @param change makes of what was read at once, as ISO 8859-1, what is passed on
   */
  public static Relay altering(int daemon, UnaryOperator<String> change) {
    return new Relay(daemon, null, change);
  }

  /** Speaks TLS from the first byte for a daemon that does not. */
  public static Relay speaking(TlsServer tls, int daemon) {
    return new Relay(daemon, tls, said -> said);
  }

  /** Its port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** All that probes have said so far, as ISO 8859-1, decrypted where it speaks TLS. */
  public String said() {
    synchronized (said) {
      return said.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = keep(listener.accept());
        thread(() -> relay(client));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void relay(Socket accepted) {
    try {
      Socket client = tls == null ? accepted : keep(secured(accepted, tls));
      Socket server = keep(new Socket(InetAddress.getLoopbackAddress(), daemon));
      thread(() -> pass(server, client, this::changed));
      pass(client, server, this::noted);
    } catch (IOException gone) {
      FaultyServer.closeQuietly(accepted);
    }
  }

  private static Socket secured(Socket accepted, TlsServer tls) throws IOException {
    SSLSocket secure =
        (SSLSocket) tls.context().getSocketFactory().createSocket(accepted, null, true);
    tls.configure(secure);
    return secure;
  }

  private Socket keep(Socket socket) throws IOException {
    socket.setSoTimeout((int) FaultyServer.LIFE.toMillis());
    sockets.add(socket);
    return socket;
  }

  private byte[] changed(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return change.apply(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  private byte[] noted(byte[] bytes) {
    synchronized (said) {
      said.writeBytes(bytes);
    }
    return bytes;
  }

  /** Passes bytes on until one side has had enough, and ends the other's then. */
  private static void pass(Socket from, Socket to, UnaryOperator<byte[]> through) {
    byte[] piece = new byte[PIECE];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        out.write(through.apply(Arrays.copyOf(piece, read)));
        out.flush();
      }
    } catch (IOException gone) {
      // One of them has closed, or is silent for too long: the other is told by the close.
    }
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    FaultyServer.closeQuietly(listener);
    sockets.forEach(FaultyServer::closeQuietly);
  }
}
