package io.poolwatch.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node does that is in no fleet, and what one does that meets another fleet: pure functions
 * of who answered.
 *
 * <p>A fleet is founded only where more than half of the seeds have answered each other, or the
 * half with the lowest address: a node that is cut off, or starts on the losing side of a cut,
 * founds no second one.
 */
final class Seeking {

  /** What to do. */
  sealed interface Step {}

  /** Join the fleet of the node at this address. */
  record Join(String address) implements Step {}

  /** Found a fleet: the others that answered will join it. */
  record Found() implements Step {}

  /** Ask again. */
  record Wait() implements Step {}

  private Seeking() {}

  /**
   * What to do next.
   *
   * @param self this node's address
   * @param found the addresses of the nodes to join through, perhaps this one among them; those
   *     that are missing count as absent
   * @param answers the members of the fleet of each seed that answered, by its address; none if it
   *     is in no fleet itself
   */
  static Step next(String self, Seeds.Found found, Map<String, List<String>> answers) {
    Optional<String> best =
        answers.entrySet().stream()
            .filter(answer -> !answer.getValue().isEmpty())
            .min(
                Comparator.comparing((Map.Entry<String, List<String>> a) -> -a.getValue().size())
                    .thenComparing(answer -> lowest(answer.getValue()), Addresses.ORDER))
            .map(Map.Entry::getKey);
    if (best.isPresent()) {
      return new Join(best.get());
    }
    Set<String> present = new HashSet<>(answers.keySet());
    present.add(self);
    present.retainAll(found.addresses());
    int all = found.addresses().size() + found.missing();
    // Whether one that is missing is the lowest, nobody knows.
    boolean lowest = found.missing() == 0 && present.contains(lowest(found.addresses()));
    boolean enough = 2 * present.size() > all || (2 * present.size() == all && lowest);
    return enough && lowest(present).equals(self) ? new Found() : new Wait();
  }

  /** Whether a fleet gives itself up for another one that it meets: the smaller one does. */
  static boolean yields(Collection<String> own, Collection<String> other) {
    return own.size() != other.size()
        ? own.size() < other.size()
        : Addresses.ORDER.compare(lowest(other), lowest(own)) < 0;
  }

  private static String lowest(Collection<String> addresses) {
    return addresses.stream().min(Addresses.ORDER).orElse("");
  }
}
