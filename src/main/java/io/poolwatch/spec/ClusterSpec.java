package io.poolwatch.spec;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.VerdictRule;
import org.jspecify.annotations.Nullable;

/**
 * How the nodes of a fleet judge, and how they speak to each other. Without effect on a node that
 * is alone.
 *
 * @param verdict how many votes take a server down
 * @param minority what a node tells that sees half of the fleet or less
 * @param plaintext whether nodes may speak to each other in clear
 * @param tls how they speak TLS; null only where they may speak in clear, or where there is no
 *     fleet
 */
public record ClusterSpec(
    VerdictRule verdict, Minority minority, Plaintext plaintext, @Nullable ClusterTls tls) {

  /** What holds where nothing is said. */
  public static final ClusterSpec DEFAULT =
      new ClusterSpec(VerdictRule.MAJORITY, Minority.LOCAL, Plaintext.NEVER, null);

  /** What a node tells that is cut off from most of the fleet. */
  public enum Minority {
    /** The verdict of the votes on its side. */
    LOCAL,
    /** The last verdict of the whole fleet. */
    HOLD
  }

  /** Where nodes may speak to each other without TLS. */
  public enum Plaintext {
    NEVER,
    /** Where every address of the fleet is in 127.0.0.0/8 or is ::1. */
    LOOPBACK_ONLY
  }

  /** Whether nodes on loopback addresses speak to each other in clear. */
  public boolean plaintextOnLoopback() {
    return tls == null && plaintext == Plaintext.LOOPBACK_ONLY;
  }
}
