package io.poolwatch.api;

import io.poolwatch.api.Guard.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One thing that can be asked.
 *
 * @param method in upper case
 * @param path with names in braces where any segment may stand: {@code /pools/{pool}}
 * @param access who may ask it
 * @param parameters the query parameters that it knows
 * @param handler answers it
 */
record Route(String method, String path, Access access, Set<String> parameters, Handler handler) {

  Route {
    parameters = Set.copyOf(parameters);
  }

  /** Answers a request. */
  interface Handler {
    /**
     * The answer, or its promise; must not block.
     *
     * @param names what stands in place of the names in braces, in order
     * @throws Refused if the request is not served
     */
    CompletionStage<Reply> answer(Call call, Caller caller, List<String> names) throws Refused;
  }

  /** What stands in place of the names if a path is this one; null if it is another. */
  @Nullable List<String> match(List<String> segments) {
    List<String> wanted = segments(path);
    if (wanted.size() != segments.size()) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).startsWith("{")) {
        names.add(segments.get(i));
      } else if (!wanted.get(i).equals(segments.get(i))) {
        return null;
      }
    }
    return names;
  }

  private static List<String> segments(String path) {
    return path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
  }
}
