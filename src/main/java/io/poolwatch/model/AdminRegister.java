package io.poolwatch.model;

import java.util.Comparator;
import java.util.List;

/**
 * What an operator wanted of a server, as all nodes keep it. The one of the highest version holds:
 * by counter, then by node, then by anything that tells two apart, for a node that has lost its
 * memory may use a counter twice.
 *
 * @param server the server
 * @param counter one above the highest that was seen when it was set, at least 1
 * @param node where it was set
 * @param state what is wanted; READY is an entry like the others
 * @param reason why; empty if it was not said
 * @param author the operator's name
 * @param atMillis when, milliseconds since the epoch by that node's clock: told, and no order
 *     follows from it
 * @param after the versions that were known to come before it, latest first, eight at most
 */
public record AdminRegister(
    ServerId server,
    long counter,
    String node,
    AdminState state,
    String reason,
    String author,
    long atMillis,
    List<String> after) {
  /** The lowest first; only equal entries have the same place. */
  public static final Comparator<AdminRegister> ORDER =
      Comparator.comparingLong(AdminRegister::counter)
          .thenComparing(AdminRegister::node)
          .thenComparing(AdminRegister::content);

  public AdminRegister {
    after = List.copyOf(after);
  }

  /** Its version: {@code COUNTER/NODE/TIME}. */
  public String version() {
    return counter + "/" + node + "/" + atMillis;
  }

  /** All of it in one text, equal for equal entries alone. */
  public String content() {
    return String.join(
        "\n", version(), state.name(), author, String.join(" ", after), server.toString(), reason);
  }
}
