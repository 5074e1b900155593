package io.poolwatch.api;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests for tests. */
final class Calls {
  private Calls() {}

  /** One of a path, with headers as name, value, name, value. */
  static Call of(String method, String path, String... headers) {
    return of(method, path, Map.of(), headers);
  }

  static Call of(String method, String path, Map<String, String> query, String... headers) {
    Map<String, String> all = new HashMap<>();
    all.put("host", "127.0.0.1:9280");
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    List<String> segments =
        path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
    return new Call(method, segments, query, all, new byte[0], "127.0.0.1:40000");
  }
}
