package io.poolwatch.event;

import io.poolwatch.model.Level;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event log for actors that nobody could replace: an event that can't be told goes to the
 * program's own log instead, and breaks nothing. Safe for any thread.
 */
public final class GuardedEventLog implements EventLog {
  private static final Logger LOGGER = LoggerFactory.getLogger(GuardedEventLog.class);

  private final EventLog log;

  /** Guards a log. */
  public GuardedEventLog(EventLog log) {
    this.log = log;
  }

  @Override
  public boolean enabled(Level level) {
    return log.enabled(level);
  }

  @Override
  public void emit(Event event) {
    try {
      log.emit(event);
    } catch (RuntimeException broken) {
      LOGGER.error("could not tell {}", event, broken);
    }
  }
}
