package io.poolwatch.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON of the control socket and of the HTTP API: one line of ASCII, so that nothing of it
 * moves a terminal's cursor. Safe for any thread.
 */
public final class ControlJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ControlJson() {}

  /** A value as one line, without its end. */
  public static String line(Object value) {
    try {
      return MAPPER.writeValueAsString(value).replace("\u007f", "\\u007f");
    } catch (JsonProcessingException bug) {
      throw new IllegalArgumentException("can't be told as JSON: " + value, bug);
    }
  }

  /**
   * A line as a value.
   *
   * @throws JsonProcessingException if it is none of that type; says why
   */
  public static <T> T read(String line, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(line, type);
  }

  static JsonNode tree(StatusReport report) {
    return MAPPER.valueToTree(report);
  }

  /**
   * A status, of which fields are passed over that a newer service has added.
   *
   * @throws JsonProcessingException if it is none; says why
   */
  public static StatusReport report(JsonNode status) throws JsonProcessingException {
    return MAPPER.treeToValue(status, StatusReport.class);
  }
}
