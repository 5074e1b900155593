package io.poolwatch.config;

import com.typesafe.config.Config;
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

  /**
   * The settings of the system of the HTTP API, which shares no selector and no dispatcher with the
   * probes.
   *
   * @throws IllegalStateException if no API is configured
   */
  public static ActorSystemSetup api(LoadResult.Loaded configuration) {
    Config api = configuration.api();
    if (api == null) {
      throw new IllegalStateException("no API is configured");
    }
    return ActorSystemSetup.create(BootstrapSetup.create(api));
  }

  /**
   * The settings of the system of the fleet's membership. It joins nobody by itself, and may be
   * started again and again. A member has the roles {@code node:NAME}, {@code zone:ZONE} and {@code
   * tag:TAG} for each of its tags. Where {@code cluster.tls} is set, who starts it must add the
   * setup by which the keys are found.
   *
   * @throws IllegalStateException if no seed nodes are configured
   */
  public static ActorSystemSetup fleet(LoadResult.Loaded configuration) {
    Config fleet = configuration.fleet();
    if (fleet == null) {
      throw new IllegalStateException("a node that is alone has no fleet");
    }
    return ActorSystemSetup.create(
        BootstrapSetup.create(FleetSettings.of(configuration.spec()).withFallback(fleet)));
  }
}
