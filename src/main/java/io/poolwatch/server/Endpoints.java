package io.poolwatch.server;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step;
import io.poolwatch.model.HostPort;
import io.poolwatch.resolve.ResolverActor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The destinations of one script, and the addresses of those that are names. */
final class Endpoints {
  /** The names, each with a destination that uses it. */
  private final Map<String, HostPort> names;

  private final int handshakes;
  private final Map<String, ResolverActor.Resolved> answers;

  /** A name that leads somewhere else now; {@code from} is null for its first address. */
  record Moved(@Nullable String from, String to) {}

  Endpoints(CheckScript script) {
    Map<String, HostPort> found = new LinkedHashMap<>(0);
    for (Step step : script.steps()) {
      if (step instanceof Step.Connect connect) {
        find(connect.plan().destination(), found);
      } else if (step instanceof Step.Execute execute) {
        find(execute.plan().destination(), found);
      }
    }
    this.names = Map.copyOf(found);
    // Most servers are known by their address: they shall not pay for those that are not.
    this.answers = names.isEmpty() ? Map.of() : new HashMap<>();
    this.handshakes = (int) script.tlsSettings().count();
  }

  private static void find(HostPort destination, Map<String, HostPort> found) {
    if (destination.isName()) {
      found.putIfAbsent(destination.host(), destination);
    }
  }

  /** The names that have to be resolved. */
  Set<String> names() {
    return names.keySet();
  }

  /** How many TLS handshakes a probe has that goes through to its end. */
  int handshakes() {
    return handshakes;
  }

  /** Whether each name was looked up at least once, with whatever answer. */
  boolean answered() {
    return answers.size() == names.size();
  }

  /** Takes note of an answer; null if it changes nothing, or is the first for its name. */
  @Nullable Moved learn(ResolverActor.Resolved answer) {
    HostPort destination = names.get(answer.name());
    if (destination == null) {
      return null;
    }
    ResolverActor.Resolved before = answers.put(answer.name(), answer);
    InetAddress now = answer.address();
    if (before == null || now == null || now.equals(before.address())) {
      return null;
    }
    InetAddress then = before.address();
    return new Moved(then == null ? null : text(then, destination), text(now, destination));
  }

  /** Why a probe can't be made; null if every destination has an address. */
  @Nullable String unresolved() {
    for (ResolverActor.Resolved answer : answers.values()) {
      if (answer.address() == null) {
        return "unresolved: " + answer.name() + ": " + answer.problem();
      }
    }
    return null;
  }

  /**
   * The address and port to connect to.
   *
   * @throws IllegalStateException if its name was never resolved
   */
  InetSocketAddress of(HostPort destination) {
    InetAddress address = destination.literal().orElseGet(() -> known(destination.host()));
    return new InetSocketAddress(address, destination.port());
  }

  private InetAddress known(String name) {
    ResolverActor.Resolved answer = answers.get(name);
    InetAddress address = answer == null ? null : answer.address();
    if (address == null) {
      throw new IllegalStateException("probed before it was resolved: " + name);
    }
    return address;
  }

  private static String text(InetAddress address, HostPort destination) {
    return new HostPort(address.getHostAddress(), destination.port(), destination.literal())
        .toString();
  }
}
