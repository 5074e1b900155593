package io.poolwatch.sink;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers each connection's first line with one line, and closes it: all on one thread, whatever
 * the number of connections. A line that is there as the connection is taken, as a balancer's
 * nearly always is, is answered at once; only the others cost a place with the selector.
 *
 * <p>Whoever has not said a whole line within {@link #PATIENCE} is answered as if it had asked for
 * nothing.
 */
final class AgentListener implements AutoCloseable {
  /** Connections that may be open; further ones are closed at once. */
  static final int MOST = 4096;

  /** How long a connection may take over its line. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Longer than any {@code pool/server}; what is longer asks for nothing that there is. */
  static final int LONGEST_LINE = 512;

  private static final Logger LOG = LoggerFactory.getLogger(AgentListener.class);
  private static final int BACKLOG = 1024;
  private static final Duration REST = Duration.ofMillis(100);

  private final Selector selector;
  private final ServerSocketChannel server;
  private final SelectionKey accepting;
  private final UnaryOperator<String> answers;
  private final Thread thread;

  /** The open ones, oldest first, with some that are closed already. */
  private final ArrayDeque<Asking> open = new ArrayDeque<>();

  private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST_LINE);
  private int count;

  /** When connections are taken in again. */
  private long acceptNanos;

  private volatile boolean closed;

  private AgentListener(
      Selector selector, ServerSocketChannel server, UnaryOperator<String> answers)
      throws IOException {
    this.selector = selector;
    this.server = server;
    this.answers = answers;
    this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
    this.thread = new Thread(this::run, "haproxy-agent");
    thread.setDaemon(true);
  }

  /**
   * Listens from now on.
   *
   * @param answers makes of the line that was received, without its end, the line to send, with its
   *     end; called by one thread; must not block
   * @throws IOException if the address can't be listened on
   */
  static AgentListener open(InetSocketAddress address, UnaryOperator<String> answers)
      throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = null;
    try {
      server = ServerSocketChannel.open();
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.configureBlocking(false);
      server.bind(address, BACKLOG);
      AgentListener listener = new AgentListener(selector, server, answers);
      listener.thread.start();
      return listener;
    } catch (IOException e) {
      if (server != null) {
        server.close();
      }
      selector.close();
      throw e;
    }
  }

  /** Where it listens, with the port that it really has. */
  InetSocketAddress address() throws IOException {
    return (InetSocketAddress) server.getLocalAddress();
  }

  /** Closes it with all its connections; waits until that is done. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One connection that has not been answered. */
  private static final class Asking {
    final SocketChannel channel;
    final long untilNanos;
    private final byte[] line = new byte[LONGEST_LINE];
    private int length;

    /** Null as long as nobody waits for it. */
    @Nullable SelectionKey key;

    Asking(SocketChannel channel, long untilNanos) {
      this.channel = channel;
      this.untilNanos = untilNanos;
    }

    boolean open() {
      return channel.isOpen();
    }

    /** Takes in what was received; the line once it is whole, or too long to be one. */
    @Nullable String take(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        if (next == '\n' || next == '\r' || next == 0) {
          return line();
        }
        if (length == LONGEST_LINE) {
          return "";
        }
        line[length++] = next;
      }
      return null;
    }

    String line() {
      return new String(line, 0, length, StandardCharsets.US_ASCII);
    }
  }

  private void run() {
    try (selector;
        server) {
      while (!closed) {
        selector.select(this::ready, REST.toMillis());
        giveUpOnTheSilent(System.nanoTime());
        if (accepting.interestOps() == 0 && System.nanoTime() - acceptNanos >= 0) {
          accepting.interestOps(SelectionKey.OP_ACCEPT);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("the agent for HAProxy ends", e);
    } finally {
      open.forEach(this::end);
    }
  }

  private void ready(SelectionKey key) {
    if (key == accepting) {
      accept();
    } else {
      read((Asking) key.attachment());
    }
  }

  private void accept() {
    try {
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        if (count == MOST) {
          channel.close();
        } else {
          welcome(channel);
        }
      }
    } catch (IOException e) {
      // No descriptor is free: a while later there may be one.
      LOG.warn("can't take a connection of HAProxy's: {}", e.getMessage());
      accepting.interestOps(0);
      acceptNanos = System.nanoTime() + REST.toNanos();
    }
  }

  private void welcome(SocketChannel channel) throws IOException {
    channel.configureBlocking(false);
    Asking asking = new Asking(channel, System.nanoTime() + PATIENCE.toNanos());
    read(asking);
    if (asking.open()) {
      asking.key = channel.register(selector, SelectionKey.OP_READ, asking);
      open.add(asking);
      count++;
    }
  }

  private void read(Asking asking) {
    try {
      received.clear();
      int length = asking.channel.read(received);
      String line = length < 0 ? asking.line() : asking.take(received.flip());
      if (line != null) {
        answer(asking, line);
      }
    } catch (IOException gone) {
      end(asking);
    }
  }

  /** A fresh connection always has room for one line. */
  private void answer(Asking asking, String line) {
    try {
      byte[] reply = answers.apply(line).getBytes(StandardCharsets.US_ASCII);
      asking.channel.write(ByteBuffer.wrap(reply));
    } catch (IOException gone) {
      LOG.debug("HAProxy did not wait for its agent: {}", gone.getMessage());
    } catch (RuntimeException bug) {
      LOG.error("can't answer HAProxy", bug);
    }
    end(asking);
  }

  private void end(Asking asking) {
    if (asking.key != null && asking.open()) {
      count--;
    }
    try {
      asking.channel.close();
    } catch (IOException e) {
      LOG.debug("closing a connection of HAProxy's: {}", e.getMessage());
    }
  }

  private void giveUpOnTheSilent(long now) {
    for (Asking oldest = open.peek(); oldest != null; oldest = open.peek()) {
      if (oldest.open() && oldest.untilNanos - now > 0) {
        return;
      }
      open.remove();
      if (oldest.open()) {
        answer(oldest, "");
      }
    }
  }
}
