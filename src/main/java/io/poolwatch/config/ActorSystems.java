package io.poolwatch.config;

import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;

/** Starts actor systems with the settings of a configuration, so that no one else reads HOCON. */
public final class ActorSystems {
  /** The system of pools, servers, connections and sinks; it lasts as long as the process. */
  public static final String LOCAL = "poolwatch";

  private ActorSystems() {}

  /** Starts the local system. */
  public static <T> ActorSystem<T> startLocal(
      Behavior<T> guardian, LoadResult.Loaded configuration) {
    return ActorSystem.create(guardian, LOCAL, configuration.system());
  }
}
