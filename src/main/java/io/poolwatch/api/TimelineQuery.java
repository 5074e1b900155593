package io.poolwatch.api;

import io.poolwatch.event.EventName;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody wants.
 *
 * @param pool only those about it; null for all
 * @param server likewise
 * @param kinds only those of these names; empty for all
 * @param since only those not before, milliseconds since the epoch
 * @param until only those before
 * @param before only those with a lower number
 * @param limit how many, at least 1
 */
record TimelineQuery(
    @Nullable String pool,
    @Nullable String server,
    Set<String> kinds,
    long since,
    long until,
    long before,
    int limit) {
  /** The parameters that it is read from. */
  static final Set<String> PARAMETERS =
      Set.of("pool", "server", "kind", "since", "until", "before", "limit");

  private static final Set<String> KINDS =
      Arrays.stream(EventName.values()).map(EventName::text).collect(Collectors.toSet());

  private static final int MOST = 1_000;
  private static final int USUAL = 100;

  /**
   * Reads one.
   *
   * @throws Refused if a parameter can't be understood; says which
   */
  static TimelineQuery read(Map<String, String> parameters) throws Refused {
    return new TimelineQuery(
        parameters.get("pool"),
        parameters.get("server"),
        kinds(parameters.getOrDefault("kind", "")),
        time(parameters, "since", Long.MIN_VALUE),
        time(parameters, "until", Long.MAX_VALUE),
        number(parameters, "before", Long.MAX_VALUE, Long.MAX_VALUE),
        (int) number(parameters, "limit", USUAL, MOST));
  }

  private static Set<String> kinds(String text) throws Refused {
    if (text.isEmpty()) {
      return Set.of();
    }
    Set<String> kinds = new HashSet<>();
    for (String kind : text.split(",", -1)) {
      if (!KINDS.contains(kind)) {
        throw new Refused(400, "kind must be names of events with commas between them");
      }
      kinds.add(kind);
    }
    return kinds;
  }

  private static long time(Map<String, String> parameters, String name, long otherwise)
      throws Refused {
    String text = parameters.get(name);
    try {
      return text == null ? otherwise : Instant.parse(text).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new Refused(400, name + " must be a time: 2025-11-23T08:05:11Z");
    }
  }

  private static long number(Map<String, String> parameters, String name, long otherwise, long most)
      throws Refused {
    String text = parameters.get(name);
    if (text == null) {
      return otherwise;
    }
    if (text.matches("[1-9]\\d{0,17}")) {
      long number = Long.parseLong(text);
      if (number <= most) {
        return number;
      }
    }
    String range = most == Long.MAX_VALUE ? "of at least 1" : "from 1 to " + most;
    throw new Refused(400, name + " must be a whole number " + range);
  }

  boolean wants(TimelineEntry entry) {
    return entry.seq() < before
        && entry.millis() >= since
        && entry.millis() < until
        && (pool == null || pool.equals(entry.pool()))
        && (server == null || server.equals(entry.server()))
        && (kinds.isEmpty() || kinds.contains(entry.kind()));
  }
}
