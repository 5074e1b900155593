package io.poolwatch.fleet;

import io.poolwatch.testkit.FaultyServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The wires between the nodes of a fleet, which can be cut: for each node a relay listens at the
 * address by which the others know it, and passes on to the one where it listens.
 *
 * <p>As a real one does, a cut ends no connection: bytes wait, and go on once it is healed. Who
 * calls is told by the address from which it comes, so nodes must connect from their own.
 */
final class Wires implements AutoCloseable {
  private static final int PIECE = 64 * 1024;

  private final List<ServerSocket> listeners = new ArrayList<>();
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** The nodes on one side of the cut; empty while there is none. Guarded by this. */
  private Set<Integer> side = Set.of();

  private volatile boolean closed;

  private Wires() {}

  /** Wires between so many nodes. */
  static Wires between(int nodes) {
    Wires wires = new Wires();
    try {
      for (int node = 1; node <= nodes; node++) {
        ServerSocket listener = new ServerSocket();
        wires.listeners.add(listener);
        listener.bind(new InetSocketAddress(host(node), 0));
        int to = node;
        thread(() -> wires.accept(listener, to));
      }
      return wires;
    } catch (IOException e) {
      wires.close();
      throw new UncheckedIOException(e);
    }
  }

  /** The address of a node, from 1, as others know it. */
  static InetAddress host(int node) {
    return Loopback.address(0, 0, node);
  }

  /** Where a node listens: at the same port, behind its wires. */
  static InetAddress bindHost(int node) {
    return Loopback.address(0, 1, node);
  }

  /** Its port. */
  int port(int node) {
    return listeners.get(node - 1).getLocalPort();
  }

  /** No more passes between these and all others. */
  synchronized void cut(Set<Integer> off) {
    side = Set.copyOf(off);
  }

  /** Everything passes again, beginning with what waited. */
  synchronized void heal() {
    side = Set.of();
    notifyAll();
  }

  private synchronized void awaitWhole(int one, int other) throws IOException {
    while (side.contains(one) != side.contains(other) && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  private void accept(ServerSocket listener, int to) {
    while (!closed) {
      try {
        Socket caller = listener.accept();
        sockets.add(caller);
        thread(() -> join(caller, to));
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void join(Socket caller, int to) {
    int from = caller.getInetAddress().getAddress()[3];
    Socket called = new Socket();
    sockets.add(called);
    try {
      awaitWhole(from, to);
      called.connect(new InetSocketAddress(bindHost(to), port(to)));
      thread(() -> pass(called, caller, to, from));
      pass(caller, called, from, to);
    } catch (IOException gone) {
      // Nobody is there: the caller is told by the close.
      drop(caller);
      drop(called);
    }
  }

  private void pass(Socket source, Socket sink, int from, int to) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = source.getInputStream();
      OutputStream out = sink.getOutputStream();
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        awaitWhole(from, to);
        out.write(piece, 0, read);
        out.flush();
      }
      awaitWhole(from, to);
    } catch (IOException gone) {
      // One of them is gone: the other is told by the close.
    } finally {
      drop(source);
      drop(sink);
    }
  }

  private void drop(Socket socket) {
    sockets.remove(socket);
    FaultyServer.closeQuietly(socket);
  }

  private static void thread(Runnable work) {
    Thread thread = new Thread(work, "wires");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    heal();
    listeners.forEach(FaultyServer::closeQuietly);
    sockets.forEach(FaultyServer::closeQuietly);
  }
}
