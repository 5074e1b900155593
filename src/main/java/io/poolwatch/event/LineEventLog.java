package io.poolwatch.event;

import io.poolwatch.model.Level;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events as lines, from one thread of its own.
 *
 * <p>{@link #emit} stamps the event and queues it; it waits for nothing and nobody. The queue holds
 * {@value #CAPACITY} lines. When nobody reads them in time, debug and check-result lines are
 * dropped first, and an {@code events-dropped} line says how many where they are missing. Lines are
 * numbered from 1; the numbers of dropped ones are left out. What was written is flushed as soon as
 * nothing waits.
 */
public final class LineEventLog implements EventLog, AutoCloseable {
  /** Lines that may wait. */
  static final int CAPACITY = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(LineEventLog.class);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(1);
  private static final int BATCH = 256;
  private static final int BUFFER = 16 * 1024;

  private final OutputStream out;
  private final LineFormat format;
  private final Level least;
  private final Consumer<IOException> onBroken;
  private final EventQueue queue;
  private final CountDownLatch ended = new CountDownLatch(1);

  private LineEventLog(
      OutputStream out,
      LineFormat format,
      Level least,
      Consumer<IOException> onBroken,
      EventQueue queue) {
    this.out = out;
    this.format = format;
    this.least = least;
    this.onBroken = onBroken;
    this.queue = queue;
  }

  /**
   * Starts a log.
   *
   * @param out where lines go; one that throws when it is closed, as a {@code PrintStream} does not
   * @param format their form
   * @param least the least level that is told
   * @param onBroken told once, by the writer's thread, when {@code out} can't be written any more;
   *     events are ignored from then on
   */
  public static LineEventLog start(
      OutputStream out, LineFormat format, Level least, Consumer<IOException> onBroken) {
    return start(out, format, least, onBroken, new EventQueue(CAPACITY, InstantSource.system()));
  }

  static LineEventLog start(
      OutputStream out,
      LineFormat format,
      Level least,
      Consumer<IOException> onBroken,
      EventQueue queue) {
    LineEventLog log = new LineEventLog(out, format, least, onBroken, queue);
    Thread writer = new Thread(log::run, "event-log");
    writer.setDaemon(true);
    writer.start();
    return log;
  }

  /** The process's standard output, unbuffered, as a stream that tells when nobody reads it. */
  public static OutputStream standardOutput() {
    return new FileOutputStream(FileDescriptor.out);
  }

  /** The process's standard error, likewise. */
  public static OutputStream standardError() {
    return new FileOutputStream(FileDescriptor.err);
  }

  @Override
  public boolean enabled(Level level) {
    return level.compareTo(least) >= 0;
  }

  @Override
  public void emit(Event event) {
    if (enabled(event.level())) {
      queue.put(event);
    }
  }

  /**
   * Takes in nothing more and waits until the lines that wait are written, at most one second. The
   * stream stays open.
   */
  @Override
  public void close() {
    close(DRAIN_LIMIT);
  }

  /**
   * Like {@link #close()}, with a limit of one's own.
   *
   * @return whether the writer has ended; if not, lines may be lost
   */
  boolean close(Duration limit) {
    queue.close();
    try {
      return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    IOException broken = null;
    try {
      new Writer().run();
    } catch (IOException e) {
      broken = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      broken = new IOException("the writer of events broke: " + e, e);
    }
    queue.discard();
    ended.countDown();
    if (broken != null) {
      onBroken.accept(broken);
    }
  }

  /** What belongs to the writer's thread alone. */
  private final class Writer {
    private final List<EventQueue.Entry> batch = new ArrayList<>(BATCH);
    private final StringBuilder lines = new StringBuilder(BUFFER);
    private long seq;

    void run() throws IOException, InterruptedException {
      while (queue.take(batch, BATCH)) {
        for (EventQueue.Entry entry : batch) {
          append(entry);
        }
        batch.clear();
        if (queue.isEmpty()) {
          write();
          out.flush();
        }
      }
    }

    private void append(EventQueue.Entry entry) throws IOException {
      Event event = entry.event();
      if (event == null) {
        event = ServiceEvents.eventsDropped(entry.dropped());
      }
      seq += entry.dropped() + 1;
      lines.append(line(new EventLine(seq, entry.time(), event))).append('\n');
      if (lines.length() >= BUFFER) {
        write();
      }
    }

    /** A line that can't be formed is a bug, but no reason to lose its number or the others. */
    private String line(EventLine line) {
      try {
        return format.line(line);
      } catch (RuntimeException e) {
        LOG.error("can't form the line of a {} event", line.event().name().text(), e);
        return format.line(bare(line));
      }
    }

    private EventLine bare(EventLine line) {
      Event event = line.event();
      return new EventLine(
          line.seq(),
          line.time(),
          Event.of(event.name(), event.level(), event.actor()).with("unformed", true).build());
    }

    private void write() throws IOException {
      if (lines.length() > 0) {
        out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        lines.setLength(0);
      }
    }
  }
}
