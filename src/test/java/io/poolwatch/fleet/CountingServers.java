package io.poolwatch.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/**
 * Servers on loopback that note when each of them is probed, and by which node: every node reaches
 * every server at an address of its own. One thread serves all.
 *
 * <p>They share a port, so that whoever connects from 127.0.0.1 can't take that of a server which
 * refuses for a while.
 */
final class CountingServers implements AutoCloseable {
  private static final int ATTEMPTS = 10;
  private static final int BACKLOG = 128;

  /** How many of a node's addresses differ in their last byte alone. */
  private static final int ROW = 250;

  /** The second byte of the first node's addresses. */
  private static final int FIRST_NODE = 10;

  /**
   * A probe that was accepted.
   *
   * @param node who came, from 1
   * @param server to which, from 0
   * @param nanos when, as {@code System.nanoTime()} tells
   */
  record Probe(int node, int server, long nanos) {}

  private record Spot(int node, int server) {}

  private final int servers;
  private final Selector selector;
  private final Map<Spot, ServerSocketChannel> listeners = new HashMap<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread thread = new Thread(this::serve, "counting-servers");
  private int port;

  /** Guarded by itself. */
  private final List<Probe> probes = new ArrayList<>();

  private volatile boolean closed;

  private CountingServers(int nodes, int servers) throws IOException {
    this.servers = servers;
    this.selector = Selector.open();
    for (int attempt = 1; listeners.isEmpty(); attempt++) {
      try {
        listenAll(nodes);
      } catch (BindException taken) {
        if (attempt == ATTEMPTS) {
          throw taken;
        }
        shutListeners();
      }
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Servers for so many nodes. */
  static CountingServers start(int nodes, int servers) {
    try {
      return new CountingServers(nodes, servers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void listenAll(int nodes) throws IOException {
    port = 0;
    for (int node = 1; node <= nodes; node++) {
      for (int server = 0; server < servers; server++) {
        listen(new Spot(node, server));
      }
    }
  }

  private void listen(Spot spot) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listeners.put(spot, listener);
    listener.bind(new InetSocketAddress(address(spot.node(), spot.server()), port), BACKLOG);
    port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT, spot);
  }

  private void shutListeners() throws IOException {
    for (ServerSocketChannel listener : listeners.values()) {
      listener.close();
    }
    listeners.clear();
    selector.selectNow();
  }

  /** The port of all. */
  int port() {
    return port;
  }

  /** How many there are. */
  int size() {
    return servers;
  }

  /** Where a node reaches a server. */
  static InetAddress address(int node, int server) {
    return Loopback.address(FIRST_NODE + node, server / ROW, server % ROW + 1);
  }

  /** The servers refuse a node's connections from now on. */
  void refuse(int node, IntStream some) {
    int[] wanted = some.toArray();
    run(
        () -> {
          for (int server : wanted) {
            ServerSocketChannel listener = listeners.remove(new Spot(node, server));
            if (listener != null) {
              listener.close();
            }
          }
          // A channel that is registered is closed by the selector's next turn.
          selector.selectNow();
        });
  }

  /** The servers accept a node's connections again. */
  void accept(int node, IntStream some) {
    int[] wanted = some.toArray();
    run(
        () -> {
          for (int server : wanted) {
            Spot spot = new Spot(node, server);
            if (!listeners.containsKey(spot)) {
              listen(spot);
            }
          }
        });
  }

  /** The probes that were accepted since then. */
  List<Probe> since(long nanos) {
    synchronized (probes) {
      int from = probes.size();
      while (from > 0 && probes.get(from - 1).nanos() - nanos >= 0) {
        from--;
      }
      return List.copyOf(probes.subList(from, probes.size()));
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private void run(Task task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    tasks.add(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (IOException e) {
            done.completeExceptionally(e);
          }
        });
    selector.wakeup();
    done.join();
  }

  private void serve() {
    ByteBuffer rest = ByteBuffer.allocate(1024);
    try (selector) {
      while (!closed) {
        selector.select(key -> serve(key, rest));
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
          task.run();
        }
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SelectionKey key, ByteBuffer rest) {
    try {
      if (key.attachment() instanceof Spot spot) {
        accept((ServerSocketChannel) key.channel(), spot);
      } else {
        drain((SocketChannel) key.channel(), rest.clear());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept(ServerSocketChannel listener, Spot spot) throws IOException {
    for (SocketChannel peer = listener.accept(); peer != null; peer = listener.accept()) {
      synchronized (probes) {
        probes.add(new Probe(spot.node(), spot.server(), System.nanoTime()));
      }
      peer.configureBlocking(false);
      peer.register(selector, SelectionKey.OP_READ);
    }
  }

  private static void drain(SocketChannel peer, ByteBuffer rest) throws IOException {
    int read;
    try {
      read = peer.read(rest);
    } catch (IOException reset) {
      read = -1;
    }
    if (read < 0) {
      peer.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
