package io.poolwatch.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes lines of commands on one socket and sends back what a session answers: a thread a
 * connection, a few connections at once.
 */
public final class LineServer implements AutoCloseable {
  /** Connections that may be open; further ones are closed at once. */
  static final int MOST = 32;

  /** How long a connection may say nothing, or not read: the limit of HAProxy's stats socket. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A longer line, in bytes, ends the connection. */
  public static final int LONGEST_LINE = 16 * 1024;

  /** How long it takes no connection after it could not. */
  private static final Duration REST = Duration.ofMillis(100);

  private static final Logger LOG = LoggerFactory.getLogger(LineServer.class);

  /**
   * Who is at the other end.
   *
   * @param name over a Unix socket the user's name, or number if it has none; over TCP its address
   * @param self whether it is a process of this one's own user; known of Unix sockets alone
   */
  public record Peer(String name, boolean self) {}

  /** One connection's part in it. Used by one thread. */
  public interface Session {
    /** The answer to one line, as it is sent; may block. */
    String answer(String line);

    /** Whether nothing more is to be read. */
    boolean over();
  }

  private final String name;
  private final ServerSocketChannel server;
  private final Path file;
  private final String user;
  private final Function<Peer, Session> sessions;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  private LineServer(
      String name,
      ServerSocketChannel server,
      Path file,
      String user,
      Function<Peer, Session> sessions) {
    this.name = name;
    this.server = server;
    this.file = file;
    this.user = user;
    this.sessions = sessions;
    this.clock = Executors.newSingleThreadScheduledExecutor(work -> daemon(work, name + "-clock"));
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Takes commands on a TCP port.
   *
   * @param name what its threads are called by
   * @param sessions makes a session for a peer
   * @throws IOException if it can't be listened on
   */
  public static LineServer open(
      String name, InetSocketAddress address, Function<Peer, Session> sessions) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(address);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    return new LineServer(name, server, Path.of(""), "", sessions).started();
  }

  /**
   * Takes commands on a Unix socket that nobody but the process's own user can use. A file that an
   * earlier process left there is replaced.
   *
   * @param name what its threads are called by
   * @param sessions makes a session for a peer, as the kernel names it (SO_PEERCRED, unix(7))
   * @throws IOException if it can't be listened on, or somebody else listens there
   */
  public static LineServer open(String name, Path path, Function<Peer, Session> sessions)
      throws IOException {
    refuseTaken(path);
    Path absolute = path.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new IOException(path + " is no place for a socket");
    }
    // In a directory of its own first: it must not be open to others even for a moment.
    Path hidden =
        Files.createTempDirectory(
            parent,
            ".poolwatch",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path made = hidden.resolve("s");
    String user;
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      user = Files.getOwner(hidden).getName();
      server.bind(UnixDomainSocketAddress.of(made));
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, absolute, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      server.close();
      Files.deleteIfExists(made);
      throw e;
    } finally {
      Files.deleteIfExists(hidden);
    }
    return new LineServer(name, server, absolute, user, sessions).started();
  }

  private static void refuseTaken(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (Files.isRegularFile(path) || Files.isDirectory(path)) {
      throw new IOException(path + " is there, and is no socket");
    }
    try (SocketChannel taken = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new IOException(path + " is in use by another process: " + taken.getRemoteAddress());
    } catch (java.net.ConnectException left) {
      LOG.debug("{} was left by a process that is gone", path);
    }
  }

  private LineServer started() {
    daemon(this::accept, name).start();
    return this;
  }

  /** Where it listens. */
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  private void accept() {
    try {
      while (!closed.await(0, TimeUnit.MILLISECONDS)) {
        if (!acceptOne()) {
          closed.await(REST.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes the next connection; returns whether that went well. */
  private boolean acceptOne() {
    try {
      SocketChannel channel = server.accept();
      if (open.size() >= MOST) {
        channel.close();
      } else {
        open.add(channel);
        daemon(() -> serve(channel), name + "-connection").start();
      }
      return true;
    } catch (ClosedChannelException over) {
      LOG.debug("{}: no more commands", name);
    } catch (IOException e) {
      // No descriptor is free: a while later there may be one.
      LOG.warn("{} can't take a connection: {}", name, e.getMessage());
    }
    return false;
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      Session session = sessions.apply(peer(channel));
      ByteBuffer buffer = ByteBuffer.allocate(LONGEST_LINE);
      while (!session.over()) {
        String line = line(channel, buffer);
        if (line == null) {
          return;
        }
        write(channel, session.answer(line));
      }
    } catch (IOException gone) {
      LOG.debug("{}: a connection ended: {}", name, gone.getMessage());
    } catch (RuntimeException bug) {
      LOG.error("{}: a command broke", name, bug);
    } finally {
      open.remove(channel);
    }
  }

  private Peer peer(SocketChannel channel) throws IOException {
    SocketAddress remote = channel.getRemoteAddress();
    if (remote instanceof InetSocketAddress tcp) {
      return new Peer(AddressText.of(tcp), false);
    }
    String peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
    return new Peer(peer, peer.equals(user));
  }

  /** The next line; null if there is none. The end of the connection ends a line. */
  private @Nullable String line(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (true) {
      for (int i = 0; i < buffer.position(); i++) {
        if (buffer.get(i) == '\n') {
          byte[] line = new byte[i];
          buffer.flip().get(line).get();
          buffer.compact();
          return text(line, i);
        }
      }
      if (!buffer.hasRemaining()) {
        return null;
      }
      if (within(channel, () -> channel.read(buffer)) < 0) {
        int length = buffer.position();
        byte[] line = new byte[length];
        buffer.flip().get(line).clear();
        return length == 0 ? null : text(line, length);
      }
    }
  }

  private static String text(byte[] line, int length) {
    return new String(line, 0, length, StandardCharsets.UTF_8).strip();
  }

  private void write(SocketChannel channel, String answer) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      within(channel, () -> channel.write(bytes));
    }
  }

  private interface Transfer {
    int run() throws IOException;
  }

  /** A blocking call that ends when its time is up, by the end of the connection. */
  private int within(SocketChannel channel, Transfer work) throws IOException {
    Future<?> end =
        clock.schedule(() -> closeQuietly(channel), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return work.run();
    } finally {
      end.cancel(false);
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("closing a socket of commands: {}", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed.countDown();
    closeQuietly(server);
    open.forEach(LineServer::closeQuietly);
    clock.shutdownNow();
    try {
      if (!file.toString().isEmpty()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("can't remove {}: {}", file, e.getMessage());
    }
  }
}
