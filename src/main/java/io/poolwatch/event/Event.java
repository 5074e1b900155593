package io.poolwatch.event;

import io.poolwatch.model.Level;
import io.poolwatch.model.ServerId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, as told to users.
 *
 * <p>Values of fields are strings, numbers, booleans, enums, {@code Duration}s (told in
 * milliseconds), {@code Instant}s, {@code CheckResult}s (told as an object of the contract's
 * fields), {@code Evidence}, {@code TlsInfo}s, {@code Vote}s, {@code Failure}s, addresses, and
 * lists or maps of these, all immutable: lines are formed by another thread. Text that came from a
 * peer is given as it is: the log escapes it.
 *
 * @param name what happened
 * @param level how much it matters
 * @param actor path of the actor that tells it, below {@code /user}
 * @param pool the pool it is about; null if none
 * @param server the server it is about; null if none
 * @param fields further fields, in the order they are told
 */
public record Event(
    EventName name,
    Level level,
    String actor,
    @Nullable String pool,
    @Nullable String server,
    Map<String, Object> fields) {

  /**
   * A field that events of this name always have.
   *
   * @throws IllegalArgumentException if it is not there, or of another type
   */
  public <T> T field(String key, Class<T> type) {
    Object value = fields.get(key);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(name.text() + " has no " + key + ": " + value);
    }
    return type.cast(value);
  }

  /** Begins an event. */
  public static Builder of(EventName name, Level level, String actor) {
    return new Builder(name, level, actor);
  }

  /** Collects what is told. */
  public static final class Builder {
    private final EventName name;
    private final Level level;
    private final String actor;
    private @Nullable String pool;
    private @Nullable String server;
    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Builder(EventName name, Level level, String actor) {
      this.name = name;
      this.level = level;
      this.actor = actor;
    }

    /** The pool it is about. */
    public Builder pool(String pool) {
      this.pool = pool;
      return this;
    }

    /** The server it is about. */
    public Builder server(ServerId id) {
      this.pool = id.pool();
      this.server = id.server();
      return this;
    }

    /** One more field; left out if the value is null. */
    public Builder with(String key, @Nullable Object value) {
      if (value != null) {
        fields.put(key, value);
      }
      return this;
    }

    /** The event. */
    public Event build() {
      return new Event(name, level, actor, pool, server, Collections.unmodifiableMap(fields));
    }
  }
}
