package io.poolwatch.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Many who follow the stream of events, read by one thread. Some of them note how long after its
 * time a transition came, those that are served first, last and between.
 */
final class StreamReaders implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;
  private static final long TURN_MILLIS = 100;

  /** One of so many notes delays: reading dates takes processors that others need. */
  static final int NOTED = 20;

  /** One transition, as far as it came in one read; one that is torn is not measured. */
  private static final Pattern TRANSITION =
      Pattern.compile("event: server-transition\nid: [^\n]*\ndata: [^\n]*?\"time\":\"([^\"]+)\"");

  private final Selector selector;
  private final Thread thread;
  private final Histogram delays = new ConcurrentHistogram(3);
  private final AtomicInteger following = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private volatile boolean measured;
  private volatile boolean closed;

  private static final class Reader {
    private final boolean notes;
    private boolean follows;

    Reader(boolean notes) {
      this.notes = notes;
    }
  }

  private StreamReaders(Selector selector) {
    this.selector = selector;
    this.thread = new Thread(this::read, "stream-readers");
    thread.setDaemon(true);
  }

  /**
   * Connects them.
   *
   * @param api where the API listens
   */
  static StreamReaders connect(URI api, int count) {
    try {
      StreamReaders readers = new StreamReaders(Selector.open());
      byte[] request =
          ("GET /api/v1/events/stream HTTP/1.1\r\nHost: " + api.getAuthority() + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      for (int i = 0; i < count; i++) {
        SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(api.getHost(), api.getPort()));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(request));
        channel.configureBlocking(false);
        channel.register(readers.selector, SelectionKey.OP_READ, new Reader(i % NOTED == 0));
      }
      readers.thread.start();
      return readers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many have got their first bytes. */
  int following() {
    return following.get();
  }

  /** How many streams have ended. */
  int ended() {
    return ended.get();
  }

  /** Notes delays from now on. */
  void measure() {
    measured = true;
  }

  /** How long after their time transitions came, in microseconds, over all who note them. */
  Histogram delays() {
    return delays;
  }

  private void read() {
    ByteBuffer buffer = ByteBuffer.allocate(PIECE_BYTES);
    try {
      while (!closed) {
        selector.select(key -> read(key, buffer), TURN_MILLIS);
      }
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(SelectionKey key, ByteBuffer buffer) {
    buffer.clear();
    try {
      if (((SocketChannel) key.channel()).read(buffer) < 0) {
        end(key);
        return;
      }
    } catch (IOException reset) {
      end(key);
      return;
    }
    Reader reader = (Reader) key.attachment();
    if (!reader.follows) {
      reader.follows = true;
      following.incrementAndGet();
    }
    if (measured && reader.notes) {
      note(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
    }
  }

  private void note(String text) {
    Instant now = Instant.now();
    Matcher matcher = TRANSITION.matcher(text);
    while (matcher.find()) {
      long micros = Instant.parse(matcher.group(1)).until(now, ChronoUnit.MICROS);
      delays.recordValue(Math.max(0, micros));
    }
  }

  private void end(SelectionKey key) {
    key.cancel();
    ended.incrementAndGet();
  }

  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
