package io.poolwatch.model;

import java.util.ArrayList;
import java.util.List;

/**
 * What is wanted of a server, by each who has a say: the strictest of them holds.
 *
 * @param operator what the configuration or an operator says
 * @param agent what the server's agent says
 * @param inherited what holds for the server that it tracks
 */
public record Admin(AdminState operator, AdminState agent, AdminState inherited) {
  private static final Admin READY =
      new Admin(AdminState.READY, AdminState.READY, AdminState.READY);

  /** Who has a say. */
  public enum Source {
    OPERATOR,
    AGENT,
    TRACK
  }

  /** Nobody but the operator has said anything. */
  public static Admin of(AdminState operator) {
    return operator == AdminState.READY
        ? READY
        : new Admin(operator, AdminState.READY, AdminState.READY);
  }

  /** The admin state that holds. */
  public AdminState state() {
    AdminState own = stricter(operator, agent);
    return stricter(own, inherited);
  }

  /** The stricter of two. */
  static AdminState stricter(AdminState a, AdminState b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  /** Those who want something else than READY. */
  public List<Source> sources() {
    if (state() == AdminState.READY) {
      return List.of();
    }
    List<Source> sources = new ArrayList<>();
    for (Source source : Source.values()) {
      if (of(source) != AdminState.READY) {
        sources.add(source);
      }
    }
    return List.copyOf(sources);
  }

  /** What one of them wants. */
  public AdminState of(Source source) {
    return switch (source) {
      case OPERATOR -> operator;
      case AGENT -> agent;
      case TRACK -> inherited;
    };
  }

  /**
   * The same after one of them has spoken. An operator's READY lifts what the agent wanted as well,
   * until it asks again: an agent that has died must not keep a server out of service for good.
   */
  public Admin with(Source source, AdminState wanted) {
    return switch (source) {
      case OPERATOR ->
          new Admin(wanted, wanted == AdminState.READY ? AdminState.READY : agent, inherited);
      case AGENT -> new Admin(operator, wanted, inherited);
      case TRACK -> new Admin(operator, agent, wanted);
    };
  }
}
