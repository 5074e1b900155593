package io.poolwatch.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where this node's votes go and the fleet's verdicts come from, and who says which servers this
 * node probes. A single node uses an implementation that turns its own vote into the verdict.
 *
 * <p>All methods may be called from any thread and never block.
 */
public interface Fleet {

  /**
   * What nodes must agree on to probe a server together.
   *
   * @param specHash hash of its resolved configuration without secrets
   * @param vantages how many nodes shall probe it, at least 1
   * @param tags what each of them must carry
   */
  record Profile(String specHash, int vantages, Set<String> tags) {
    public Profile {
      tags = Set.copyOf(tags);
    }
  }

  /** From now on these are all servers of this node's configuration that are probed. */
  void configure(Map<ServerId, Profile> servers);

  /**
   * Registers the one who is told what concerns a pool's servers, replacing an earlier one. What
   * stands already is told again, at once.
   */
  void join(String pool, Listener listener);

  /** Nobody is told what concerns that pool's servers any more. */
  void leave(String pool);

  /**
   * Publishes this node's vote on a server.
   *
   * @param specHash hash of the server's resolved configuration; votes count only among nodes that
   *     probe by the same one
   * @param evidence the result that decided; null if none has
   */
  void cast(ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence);

  /** A conclusive result moved this node's counter of a server. */
  void moved(ServerId server, String specHash, Movement movement);

  /**
   * Sets what an operator wants of a server, on all nodes.
   *
   * @return what is wrong; empty once it is confirmed: on the disk, if there is a state directory,
   *     and on a majority of the nodes that are reachable
   */
  CompletionStage<Optional<String>> administer(AdminWish wish);

  /** Withdraws this node's vote: the server is not probed here any more. */
  void withdraw(ServerId server);

  /** Whether it is this node that acts on what happens to a server where only one shall. */
  boolean speaksFor(ServerId server);

  /** Whoever wants to know what concerns a pool. Called on any thread; must not block. */
  interface Listener {
    /** A server's verdict may have changed. */
    void onVerdict(ServerId server, Verdict verdict);

    /** This node has another part in probing a server. */
    default void onDuty(ServerId server, Duty duty) {}

    /** An operator wants something of a server, or wanted it before this process began. */
    default void onAdministered(AdminRegister wanted) {}

    /** Another vantage saw a server move: it is to be looked at now. */
    default void onSuspicion(ServerId server) {}
  }
}
