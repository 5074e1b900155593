package io.poolwatch.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small HTTP server on a loopback port of its own, which it keeps as its manner changes. One
 * daemon thread accepts, one serves each connection; no connection lives longer than a few seconds.
 */
final class Backend implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String END_OF_HEAD = "\r\n\r\n";

  private final String name;
  private final InetSocketAddress address;
  private volatile Manner manner;
  private boolean closed;
  private @Nullable ServerSocket listener;

  /** Starts a backend on any free port. */
  Backend(String name, Manner manner) throws IOException {
    this.name = name;
    this.manner = manner;
    ServerSocket first = listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.address = (InetSocketAddress) first.getLocalSocketAddress();
    accept(first);
    turn(manner);
  }

  /** What the configuration calls it. */
  String name() {
    return name;
  }

  int port() {
    return address.getPort();
  }

  /** Changes how it treats whoever connects from now on. */
  synchronized void turn(Manner next) throws IOException {
    if (closed) {
      return;
    }
    manner = next;
    if (next.listens() && listener == null) {
      accept(listen(address));
    } else if (!next.listens() && listener != null) {
      listener.close();
      listener = null;
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (listener != null) {
      try {
        listener.close();
      } catch (IOException e) {
        LOG.debug("closing {} failed", listener, e);
      }
    }
  }

  private static ServerSocket listen(InetSocketAddress at) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(at);
    return socket;
  }

  private synchronized void accept(ServerSocket on) {
    listener = on;
    daemon("accept", () -> acceptAll(on));
  }

  private void acceptAll(ServerSocket on) {
    try {
      while (!on.isClosed()) {
        Socket socket = on.accept();
        daemon("serve", () -> serve(socket));
      }
    } catch (IOException e) {
      if (!on.isClosed()) {
        LOG.warn("{} accepts no more", name, e);
      }
    }
  }

  private void serve(Socket socket) {
    Manner now = manner;
    try (socket) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      SSLContext tls = now.tls();
      if (tls == null) {
        answer(socket, now);
      } else {
        try (SSLSocket secured =
            (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true)) {
          secured.setUseClientMode(false);
          answer(secured, now);
        }
      }
    } catch (IOException goneAlready) {
      LOG.trace("{} lost a client", name, goneAlready);
    }
  }

  private static void answer(Socket socket, Manner now) throws IOException {
    InputStream in = socket.getInputStream();
    if (readHead(in) && now.reply() != null) {
      OutputStream out = socket.getOutputStream();
      byte[] reply = now.reply().getBytes(StandardCharsets.US_ASCII);
      if (now.gap().isZero()) {
        out.write(reply);
      } else {
        for (byte each : reply) {
          LockSupport.parkNanos(now.gap().toNanos());
          out.write(each);
          out.flush();
        }
      }
      socket.shutdownOutput();
    }
    while (in.read() >= 0) {
      // Stay until the client has gone, or its time is up.
    }
  }

  /** Reads a request's head; false if the client left before its end. */
  private static boolean readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf(END_OF_HEAD) < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    return true;
  }

  private void daemon(String work, Runnable run) {
    Thread thread = new Thread(run, "demo-" + name + "-" + work);
    thread.setDaemon(true);
    thread.start();
  }
}
