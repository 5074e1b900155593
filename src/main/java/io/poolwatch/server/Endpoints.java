package io.poolwatch.server;

import io.poolwatch.check.Step;
import io.poolwatch.model.HostPort;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.spec.ServerSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The destinations of one server's script, and the addresses of those that are names. */
final class Endpoints {
  private final Set<String> names;
  private final boolean handshakes;
  private final Map<String, ResolverActor.Resolved> answers = new HashMap<>(0);

  /** What an answer changed. */
  enum Change {
    NONE,
    /** The first answer for its name, with or without an address. */
    FIRST,
    /** The name has another address than before. */
    MOVED
  }

  Endpoints(ServerSpec spec) {
    Set<String> found = new HashSet<>(0);
    boolean shakes = false;
    for (Step step : spec.script().steps()) {
      if (step instanceof Step.Connect connect) {
        HostPort destination = connect.plan().destination();
        if (destination.isName()) {
          found.add(destination.host());
        }
        shakes |= connect.plan().tls() != null;
      }
      shakes |= step instanceof Step.StartTls;
    }
    this.names = Set.copyOf(found);
    this.handshakes = shakes;
  }

  /** The names that have to be resolved. */
  Set<String> names() {
    return names;
  }

  /** Whether a probe shakes hands. */
  boolean handshakes() {
    return handshakes;
  }

  /** Whether each name was looked up at least once, with whatever answer. */
  boolean answered() {
    return answers.size() == names.size();
  }

  Change learn(ResolverActor.Resolved answer) {
    ResolverActor.Resolved before = answers.put(answer.name(), answer);
    if (before == null) {
      return Change.FIRST;
    }
    InetAddress now = answer.address();
    return now == null || now.equals(before.address()) ? Change.NONE : Change.MOVED;
  }

  /** The address and port to connect to; null if the name was never resolved. */
  @Nullable InetSocketAddress of(HostPort destination) {
    InetAddress address = destination.literal().orElseGet(() -> known(destination.host()));
    return address == null ? null : new InetSocketAddress(address, destination.port());
  }

  private @Nullable InetAddress known(String name) {
    ResolverActor.Resolved answer = answers.get(name);
    return answer == null ? null : answer.address();
  }

  /** The address of a name, for events. */
  @Nullable String text(String name) {
    InetAddress address = known(name);
    return address == null ? null : address.getHostAddress();
  }
}
