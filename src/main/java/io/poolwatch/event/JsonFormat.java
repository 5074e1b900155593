package io.poolwatch.event;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The stable form: one JSON object a line, in ASCII. */
final class JsonFormat implements LineFormat {
  private final String node;

  JsonFormat(String node) {
    this.node = node;
  }

  @Override
  public String line(EventLine line) {
    return JsonObject.write(line.time(), json -> write(line, json));
  }

  private void write(EventLine line, JsonObject json) {
    Event event = line.event();
    json.field("time", line.time());
    json.field("seq", line.seq());
    json.field("level", lower(event.level()));
    json.field("node", node);
    json.field("event", event.name().text());
    json.field("actor", event.actor());
    field(json, "pool", event.pool());
    field(json, "server", event.server());
    for (Map.Entry<String, Object> field : event.fields().entrySet()) {
      json.field(field.getKey(), field.getValue());
    }
  }

  private static void field(JsonObject json, String key, @Nullable String value) {
    if (value != null) {
      json.field(key, value);
    }
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }
}
