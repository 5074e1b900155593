package io.poolwatch.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A peer that misbehaves on order: plays a script of {@link Step}s on each connection and records
 * what it saw.
 *
 * <p>Each connection has a thread; nothing lasts longer than {@link #LIFE}.
 */
public final class FaultyServer implements AutoCloseable {
  /** No wait of a server or of its users is longer than this; it ends what hangs, no more. */
  public static final Duration LIFE = Duration.ofSeconds(60);

  private static final int BACKLOG = 64;

  private final ServerSocket listener;
  private final List<List<Step>> scripts;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Socket> fillers = new ArrayList<>();
  private volatile boolean closed;

  private FaultyServer(ServerSocket listener, List<List<Step>> scripts) {
    this.listener = listener;
    this.scripts = scripts;
  }

  /** Plays one script on every connection; an empty one closes at once. */
  public static FaultyServer playing(Step... script) {
    return start("127.0.0.1", 0, List.of(List.of(script)));
  }

  /** Plays scripts on one connection after the other, the last on all that follow. */
  public static FaultyServer playingInTurn(List<List<Step>> scripts) {
    return start("127.0.0.1", 0, scripts);
  }

  /** The same on another local address, where no stray connection counts as a turn. */
  public static FaultyServer playingInTurn(String address, List<List<Step>> scripts) {
    return start(address, 0, scripts);
  }

  /** Listens on another local address. */
  public static FaultyServer on(String address, Step... script) {
    return start(address, 0, List.of(List.of(script)));
  }

  /** Has a small receive buffer, so that little can be sent while it does not read. */
  public static FaultyServer withReceiveBuffer(int bytes, Step... script) {
    return start("127.0.0.1", bytes, List.of(List.of(script)));
  }

  /** Never accepts, and its backlog is full: whoever connects hears nothing. */
  public static FaultyServer blackHole() {
    try {
      ServerSocket listener = new ServerSocket();
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      FaultyServer server = new FaultyServer(listener, List.of());
      server.fill();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An endpoint where nobody listens. */
  public static InetSocketAddress nobody() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) free.getLocalSocketAddress();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FaultyServer start(String address, int receiveBuffer, List<List<Step>> scripts) {
    try {
      ServerSocket listener = new ServerSocket();
      if (receiveBuffer > 0) {
        listener.setReceiveBufferSize(receiveBuffer);
      }
      listener.bind(new InetSocketAddress(address, 0), BACKLOG);
      FaultyServer server = new FaultyServer(listener, scripts);
      server.daemon("faulty-server-" + listener.getLocalPort(), server::accept);
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress endpoint() {
    return (InetSocketAddress) listener.getLocalSocketAddress();
  }

  /** Its port. */
  public int port() {
    return listener.getLocalPort();
  }

  /** The connection of that number, from 0; waits until it has been accepted. */
  public Peer peer(int number) {
    Waiting.until(() -> peers.size() > number, "connection " + number + " of " + endpoint());
    return peers.get(number);
  }

  /** How many connections it has accepted so far. */
  public int accepted() {
    return peers.size();
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    fillers.forEach(FaultyServer::closeQuietly);
    peers.forEach(Peer::close);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket socket = listener.accept();
        socket.setSoTimeout((int) LIFE.toMillis());
        socket.setTcpNoDelay(true);
        Peer peer = new Peer(socket, scripts.get(Math.min(peers.size(), scripts.size() - 1)));
        peers.add(peer);
        daemon("faulty-peer-" + socket.getPort(), peer::play);
      } catch (IOException e) {
        if (!closed) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Connects until the kernel takes no more. */
  private void fill() throws IOException {
    for (int i = 0; i < BACKLOG; i++) {
      Socket filler = new Socket();
      fillers.add(filler);
      try {
        filler.connect(endpoint(), 200);
      } catch (java.net.SocketTimeoutException full) {
        return;
      }
    }
    throw new AssertionError("the backlog never filled");
  }

  private void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Closes what may be broken already. */
  public static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception alreadyBroken) {
      // A rude peer's sockets are often broken by now; there is nothing left to do with them.
    }
  }
}
