package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServerSpec;
import java.util.List;
import java.util.Map;

/**
 * What the runtime commands may have done. Methods are called by the thread of one connection; they
 * may block it, and return when what they do shows. {@code author} is who gave the command, for the
 * events that tell what it changed; that it was given is an event as well.
 */
public interface RuntimeControl {

  /**
   * Waits until the servers of the configuration are there: whoever is quick finds them as well.
   * Returns at once ever after.
   */
  void awaitServers();

  /**
   * Sets what an operator wants of a server.
   *
   * @return why that is not confirmed, a line each; empty if it is
   */
  List<String> administer(ServerId server, AdminState wanted, String author);

  /** Sets a server's health to full credit, or to none; the next check goes on from there. */
  void force(ServerId server, OperationalState health, String author);

  /** Sets what a server's agent says of its health, until it speaks again. */
  void forceAgent(ServerId server, boolean up, String author);

  /** Makes the checks of a server, or its agent check, go on or pause. */
  void pause(ServerId server, boolean agent, boolean paused);

  /**
   * Puts other settings of a server in force, over those of the configuration, until the process
   * ends: by key below the server, as they are written there.
   *
   * @return what is wrong with them, a line each; empty if they are in force
   */
  List<String> configure(ServerId server, Map<String, String> settings);

  /** The weight that a server has of its configuration, whatever was put over that. */
  int initialWeight(ServerSpec server);

  /**
   * Removes a server, until the process ends.
   *
   * @return what is wrong with that, a line each; empty if it is done
   */
  List<String> remove(ServerId server);
}
