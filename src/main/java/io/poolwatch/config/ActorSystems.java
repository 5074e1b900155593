package io.poolwatch.config;

import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;

/**
 * The actor systems' settings in the form in which they are started, so that no one reads HOCON.
 */
public final class ActorSystems {

  private ActorSystems() {}

  /** The settings of the system of pools, servers, connections and sinks. */
  public static ActorSystemSetup local(LoadResult.Loaded configuration) {
    return ActorSystemSetup.create(BootstrapSetup.create(configuration.system()));
  }
}
