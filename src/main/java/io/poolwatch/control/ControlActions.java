package io.poolwatch.control;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import java.util.List;

/** What a running service can be asked to do. Called by the thread of one connection; may block. */
public interface ControlActions {

  /** How it stands. */
  StatusReport status();

  /**
   * Sets what an operator wants of a server, on all nodes; returns when it is confirmed and shows.
   *
   * @param author the operator's user name
   * @return why it is refused; empty if it is confirmed
   */
  List<String> set(ServerId server, AdminState state, String reason, String author);

  /**
   * Reads the configuration again; returns when it is in force and shows.
   *
   * @return what is wrong with it, a line each: then nothing has changed; empty if it is in force
   */
  List<String> reload();
}
