package io.poolwatch.load;

import io.poolwatch.testkit.FaultyServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many endpoints on loopback, each with its {@link Manner}, served by one thread; it counts what
 * comes.
 *
 * <p>A server is told by the path of its HTTP request, or by the endpoint's number where no request
 * is sent: then each endpoint should belong to one server.
 */
public final class EndpointFarm implements Farm {
  private static final int BACKLOG = 1024;
  private static final long TRICKLE_MILLIS = 5;

  private final Selector selector;
  private final List<Closeable> held = new ArrayList<>();
  private final List<AutoCloseable> blackHoles = new ArrayList<>();
  private final List<InetSocketAddress> endpoints = new ArrayList<>();
  private final Set<FarmPeer> trickling = new LinkedHashSet<>();

  /** Of those that alternate, the ones that refuse next. */
  private final Set<String> refusing = new HashSet<>();

  private final boolean byPath;
  private final Thread thread;

  /** Guarded by this, as are the next two. */
  private Arrivals arrivals = new Arrivals();

  private final Map<String, FarmPeer> open = new HashMap<>();
  private int overlaps;
  private @Nullable IOException failure;

  private volatile boolean closed;

  private EndpointFarm(List<Manner> manners, boolean byPath) throws IOException {
    this.byPath = byPath;
    this.selector = Selector.open();
    for (Manner manner : manners) {
      endpoints.add(endpoint(manner));
    }
    this.thread = new Thread(this::serve, "endpoint-farm");
    thread.setDaemon(true);
  }

  /** Endpoints whose servers are told apart by the path of their request. */
  public static EndpointFarm byPath(List<Manner> manners) {
    return start(manners, true);
  }

  /** Endpoints that have one server each; they count a probe as soon as it is accepted. */
  public static EndpointFarm byEndpoint(List<Manner> manners) {
    return start(manners, false);
  }

  private static EndpointFarm start(List<Manner> manners, boolean byPath) {
    try {
      EndpointFarm farm = new EndpointFarm(manners, byPath);
      farm.thread.start();
      return farm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InetSocketAddress endpoint(Manner manner) throws IOException {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return switch (manner) {
      case BLACK_HOLE -> {
        FaultyServer hole = FaultyServer.blackHole();
        blackHoles.add(hole);
        yield hole.endpoint();
      }
      case REFUSES -> {
        // Bound, but not listening: the port stays ours and refuses.
        SocketChannel bound = SocketChannel.open().bind(anyPort);
        held.add(bound);
        yield (InetSocketAddress) bound.getLocalAddress();
      }
      default -> {
        ServerSocketChannel listener = ServerSocketChannel.open().bind(anyPort, BACKLOG);
        held.add(listener);
        listener.configureBlocking(false);
        listener.register(
            selector, SelectionKey.OP_ACCEPT, new Listener(endpoints.size(), manner, listener));
        yield (InetSocketAddress) listener.getLocalAddress();
      }
    };
  }

  private record Listener(int number, Manner manner, ServerSocketChannel channel) {}

  /** {@inheritDoc} They are in the order of their manners. */
  @Override
  public List<InetSocketAddress> endpoints() {
    return List.copyOf(endpoints);
  }

  @Override
  public synchronized Arrivals takeArrivals() {
    requireHealthy();
    Arrivals taken = arrivals;
    arrivals = new Arrivals();
    return taken;
  }

  @Override
  public synchronized int overlaps() {
    requireHealthy();
    return overlaps;
  }

  private void requireHealthy() {
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      for (Closeable socket : held) {
        socket.close();
      }
      for (AutoCloseable hole : blackHoles) {
        hole.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the farm's sockets can't be closed", e);
    }
  }

  private void serve() {
    try (selector) {
      while (!closed) {
        selector.select(this::serve, trickling.isEmpty() ? 0 : TRICKLE_MILLIS);
        trickle();
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  private void serve(SelectionKey key) {
    if (key.attachment() instanceof Listener listener) {
      accept(listener);
    } else if (key.attachment() instanceof FarmPeer peer) {
      peer.onReadable();
    }
  }

  private void accept(Listener listener) {
    try {
      for (SocketChannel peer = listener.channel().accept();
          peer != null;
          peer = listener.channel().accept()) {
        String server = byPath ? null : Integer.toString(listener.number());
        FarmPeer connection = new FarmPeer(this, listener.manner(), peer);
        peer.configureBlocking(false);
        peer.register(selector, SelectionKey.OP_READ, connection);
        if (server != null) {
          identified(connection, server);
        }
      }
    } catch (IOException e) {
      synchronized (this) {
        failure = e;
      }
    }
  }

  /** A connection's server is known: its probe counts from here on. */
  synchronized void identified(FarmPeer peer, String server) {
    arrivals.note(server, System.nanoTime());
    peer.belongsTo(server);
    if (open.put(server, peer) != null) {
      overlaps++;
    }
  }

  synchronized void gone(FarmPeer peer) {
    trickling.remove(peer);
    String server = peer.server();
    if (server != null) {
      open.remove(server, peer);
    }
  }

  /** Whether it is a server's turn to refuse; the next time it is not. */
  boolean refusesNow(@Nullable String server) {
    String name = String.valueOf(server);
    boolean now = refusing.remove(name);
    if (!now) {
      refusing.add(name);
    }
    return now;
  }

  void trickles(FarmPeer peer) {
    trickling.add(peer);
  }

  private void trickle() {
    List.copyOf(trickling).forEach(FarmPeer::trickle);
  }
}
