package io.poolwatch.event;

import io.poolwatch.model.Level;

/** Where events go. Never blocks whoever emits; safe for any thread. */
public interface EventLog {

  /** Whether events of this level are told, so that callers may save the work of making them. */
  boolean enabled(Level level);

  /** Tells an event; it is stamped with the time of this call. */
  void emit(Event event);
}
