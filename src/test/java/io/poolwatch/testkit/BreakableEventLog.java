package io.poolwatch.testkit;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLog;
import io.poolwatch.model.Level;
import java.util.function.Predicate;

/** A sink that breaks on some events and hands the others on. */
public final class BreakableEventLog implements EventLog {
  private final EventLog log;
  private final Predicate<Event> unsayable;

  /** Breaks on events that satisfy the condition; asked once for each. */
  public BreakableEventLog(EventLog log, Predicate<Event> unsayable) {
    this.log = log;
    this.unsayable = unsayable;
  }

  @Override
  public boolean enabled(Level level) {
    return log.enabled(level);
  }

  @Override
  public void emit(Event event) {
    if (unsayable.test(event)) {
      throw new IllegalStateException("sink broke");
    }
    log.emit(event);
  }
}
