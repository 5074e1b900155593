package io.poolwatch.api;

import io.poolwatch.spec.ServerSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was explained last: to explain a server the whole configuration is read again. One is
 * explained at a time.
 */
final class Explanations {
  private static final int KEPT = 64;

  private final ApiService service;
  private final Map<String, List<String>> kept =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<String>> eldest) {
          return size() > KEPT;
        }
      };

  Explanations(ApiService service) {
    this.service = service;
  }

  /** How a server is probed and why; null if that can't be told. Blocks. */
  synchronized @Nullable List<String> of(ServerSpec server) {
    String key = server.id() + " " + server.fingerprint();
    List<String> known = kept.get(key);
    if (known == null) {
      known = service.explain(server);
      if (!known.isEmpty()) {
        kept.put(key, known);
      }
    }
    return known.isEmpty() ? null : known;
  }
}
