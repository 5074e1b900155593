package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * Where this node's votes go and the fleet's verdicts come from. A single node uses an
 * implementation that turns its own vote into the verdict.
 *
 * <p>All methods may be called from any thread and never block.
 */
public interface Fleet {

  /**
   * Registers the one who is told the verdicts of a pool's servers, replacing an earlier one. A
   * verdict that stands already is told again, at once.
   */
  void join(String pool, Listener listener);

  /** Nobody is told the verdicts of that pool's servers any more. */
  void leave(String pool);

  /**
   * Publishes this node's vote on a server.
   *
   * @param specHash hash of the server's resolved configuration; votes count only among nodes that
   *     probe by the same one
   * @param evidence the result that decided; null if none has
   */
  void cast(ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence);

  /** Withdraws this node's vote: the server is not probed here any more. */
  void withdraw(ServerId server);

  /** Whoever wants to know the verdicts of a pool. */
  interface Listener {
    /** Called on any thread when a server's verdict may have changed; must not block. */
    void onVerdict(ServerId server, Verdict verdict);
  }
}
