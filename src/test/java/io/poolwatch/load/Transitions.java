package io.poolwatch.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The verdicts that were told of each server, in order. */
final class Transitions {

  private Transitions() {}

  /** By {@code POOL/SERVER}: the states that were told, joined by blanks. */
  static Map<String, String> of(RunningPoolwatch poolwatch) {
    Function<RunningPoolwatch.Told, String> server =
        event -> text(event.json(), "pool") + "/" + text(event.json(), "server");
    List<RunningPoolwatch.Told> told = poolwatch.events("server-transition");
    return told.stream()
        .collect(
            Collectors.groupingBy(
                server,
                TreeMap::new,
                Collectors.mapping(event -> text(event.json(), "to"), Collectors.joining(" "))));
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asText();
  }
}
