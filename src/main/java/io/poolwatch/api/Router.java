package io.poolwatch.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Finds who answers a request, and lets in whom the guard lets in. Pure. */
final class Router {
  private final List<Route> routes;
  private final Guard guard;

  Router(List<Route> routes, Guard guard) {
    this.routes = List.copyOf(routes);
    this.guard = guard;
  }

  /**
   * Who answers a request.
   *
   * @param caller who asks
   * @param names those in the path
   */
  record Found(Route route, Caller caller, List<String> names) {
    Found {
      names = List.copyOf(names);
    }

    /** The answer, whatever it is. */
    CompletionStage<Reply> answer(Call call) {
      try {
        return route.handler().answer(call, caller, names);
      } catch (Refused refused) {
        return CompletableFuture.completedFuture(refused.reply());
      }
    }
  }

  /**
   * Finds who answers, and lets the caller in; looks at no body.
   *
   * @throws Refused if he is not let in, or nobody answers
   */
  Found find(Call call) throws Refused {
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      List<String> names = route.match(call.path());
      if (names != null) {
        if (route.method().equals(call.method())) {
          Caller caller = guard.admit(call, route.access());
          checkParameters(call, route);
          return new Found(route, caller, names);
        }
        allowed.add(route.method());
      }
    }
    // Whoever may not ask learns no more of what there is than those who may.
    guard.admit(call, Guard.Access.OPEN);
    if (allowed.isEmpty()) {
      throw new Refused(404, "there is nothing of this name; docs/api.md has what there is");
    }
    if (allowed.contains("GET")) {
      allowed.add("HEAD");
    }
    String methods = String.join(", ", allowed);
    throw new Refused(Reply.problem(405, "this is asked by " + methods).with("Allow", methods));
  }

  private static void checkParameters(Call call, Route route) throws Refused {
    if (!route.parameters().containsAll(call.query().keySet())) {
      throw new Refused(
          400,
          route.parameters().isEmpty()
              ? "there are no parameters here"
              : "the parameters here are "
                  + String.join(", ", new ArrayList<>(new TreeSet<>(route.parameters()))));
    }
  }
}
