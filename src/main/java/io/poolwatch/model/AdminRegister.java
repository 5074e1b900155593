package io.poolwatch.model;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * What an operator wanted of a server, as all nodes keep it. The one of the highest version holds:
 * by counter, then by node, then by anything that tells two apart, for a node that has lost its
 * memory may use a counter twice.
 *
 * @param server the server
 * @param counter one above the highest that was seen when it was set, at least 1
 * @param node where it was set
 * @param state what is wanted; READY is an entry like the others
 * @param over what the configuration said where it was set
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
    AdminState over,
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
    Objects.requireNonNull(over);
    after = List.copyOf(after);
  }

  /**
   * What holds where the configuration says so. As long as it says what it said when the operator
   * spoke, that is the operator's word; where it says something else, the stricter of the two: then
   * nobody knows which of them is newer, and a server that either wants out of service stays out.
   */
  public AdminState stateOver(AdminState configured) {
    return configured == over ? state : Admin.stricter(state, configured);
  }

  /** Its version: {@code COUNTER/NODE/TIME}. */
  public String version() {
    return counter + "/" + node + "/" + atMillis;
  }

  /**
   * All of it in one text, equal for equal entries alone. Nodes that know of no {@link #over} form
   * the same, unless that is something else than READY.
   */
  public String content() {
    String wanted = over == AdminState.READY ? state.name() : state + "/" + over;
    return String.join(
        "\n", version(), wanted, author, String.join(" ", after), server.toString(), reason);
  }
}
