package io.poolwatch.api;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLine;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.EventReader;
import io.poolwatch.event.LineFormat;
import io.poolwatch.event.Quotes;
import io.poolwatch.model.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in events, forms each once, keeps the last and hands them to the streams: from a thread of
 * its own, after a pause each, so that a storm is a few large pieces.
 */
final class EventFeed implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  /** Events that may wait to be formed. */
  private static final int WAITING = 16_384;

  private static final int BATCH = 512;

  /** Of so many events and more at once there are likely to be still more. */
  private static final int STORM = 16;

  private static final long PAUSE_MILLIS = 20;
  private static final long PAUSE_IN_STORM_MILLIS = 100;

  private final EventReader reader = new EventReader(WAITING, Level.INFO);
  private final Timeline timeline;
  private final HistoryBook histories;
  private final EventStreams streams;
  private final LineFormat format;

  private EventFeed(String node, HistoryBook histories, EventStreams streams) {
    this.histories = histories;
    this.streams = streams;
    this.timeline = streams.timeline();
    this.format = LineFormat.json(node);
  }

  /**
   * Starts one.
   *
   * @param node this node's name
   * @param histories told each event
   * @param streams told each piece
   */
  static EventFeed start(String node, HistoryBook histories, EventStreams streams) {
    EventFeed feed = new EventFeed(node, histories, streams);
    Thread thread = new Thread(feed::run, "api-events");
    thread.setDaemon(true);
    thread.start();
    return feed;
  }

  @Override
  public boolean enabled(Level level) {
    return reader.enabled(level);
  }

  @Override
  public void emit(Event event) {
    reader.emit(event);
  }

  /** The number of the last event. What it tells of is shown already. */
  long last() {
    return timeline.last();
  }

  private void run() {
    try {
      List<EventLine> lines = reader.take(BATCH);
      while (!lines.isEmpty()) {
        long began = System.nanoTime();
        streams.publish(lines.stream().map(this::keep).toList());
        if (lines.size() < BATCH) {
          pauseSince(began, lines.size() < STORM ? PAUSE_MILLIS : PAUSE_IN_STORM_MILLIS);
        }
        lines = reader.take(BATCH);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException bug) {
      LOG.error("the API's events end here", bug);
      reader.close();
    }
  }

  /** More events may come meanwhile: they go together. */
  private static void pauseSince(long beganNanos, long millis) {
    long end = beganNanos + TimeUnit.MILLISECONDS.toNanos(millis);
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private TimelineEntry keep(EventLine line) {
    Event event = line.event();
    long millis = line.time().toEpochMilli();
    histories.on(event, millis);
    return new TimelineEntry(
        line.seq(), millis, event.name().text(), event.pool(), event.server(), form(line));
  }

  /** A line that can't be formed is a bug, but no reason to tell nothing any more. */
  private String form(EventLine line) {
    try {
      return format.line(new EventLine(line.seq(), line.time(), Quotes.own(line.event())));
    } catch (RuntimeException bug) {
      LOG.error("can't form a {} event", line.event().name().text(), bug);
      Event bare =
          Event.of(line.event().name(), line.event().level(), line.event().actor()).build();
      return format.line(new EventLine(line.seq(), line.time(), bare));
    }
  }

  @Override
  public void close() {
    reader.close();
  }
}
