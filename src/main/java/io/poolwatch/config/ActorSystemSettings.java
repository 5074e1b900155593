package io.poolwatch.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Settings of the actor systems: the user's {@code pekko} over the defaults in reference.conf. */
final class ActorSystemSettings {

  /** What Pekko writes to standard output before its loggers run would stand among the events. */
  private static final Config FIXED = ConfigFactory.parseString("pekko.stdout-loglevel = OFF");

  /** Selectors and dispatchers of the probes, which are no business of the fleet. */
  private static final String PROBES = "pekko.io";

  private static final Pattern PREFIX = Pattern.compile("^Wrong value type at '[^']*', ");

  private ActorSystemSettings() {}

  /** The settings of the local system; what is wrong with the user's part becomes a problem. */
  static Config local(ConfigTree tree, Problems problems) {
    Config reference = Reference.withLibraries().toConfig();
    Config defaults = reference.resolve();
    Config user = user(tree);
    return checked(
        FIXED.withFallback(user).withFallback(reference).resolve(),
        defaults,
        problems,
        Stream.concat(Stream.of(Schema.PEKKO), Schema.DISPATCHERS.stream().map(Schema::path))
            .toArray(String[]::new));
  }

  private static Config checked(
      Config settings, Config defaults, Problems problems, String... paths) {
    try {
      settings.checkValid(defaults, paths);
      return settings;
    } catch (ConfigException.ValidationFailed e) {
      for (ConfigException.ValidationProblem problem : e.problems()) {
        String message = PREFIX.matcher(problem.problem()).replaceFirst("");
        problems.error(Place.of(problem.origin()), problem.path(), message, "");
      }
      return defaults;
    }
  }

  /**
   * The settings of the fleet's system, but for what this node's own settings say. What is wrong
   * with the user's part becomes a problem.
   */
  static Config fleet(ConfigTree tree, Problems problems) {
    return apart(Reference.ofFleet(), tree, problems);
  }

  /** The settings of the HTTP API's system; what is wrong with the user's part is a problem. */
  static Config api(ConfigTree tree, Problems problems) {
    return apart(Reference.ofApi(), tree, problems);
  }

  private static Config apart(ConfigObject all, ConfigTree tree, Problems problems) {
    Config reference = all.toConfig();
    Config defaults = reference.resolve();
    ConfigValue pekko = tree.root().get(Schema.PEKKO);
    Config user = pekko == null ? ConfigFactory.empty() : pekko.atKey(Schema.PEKKO);
    return checked(
        FIXED.withFallback(user.withoutPath(PROBES)).withFallback(reference).resolve(),
        defaults,
        problems,
        Schema.PEKKO);
  }

  private static Config user(ConfigTree tree) {
    Config user = ConfigFactory.empty();
    ConfigValue pekko = tree.root().get(Schema.PEKKO);
    if (pekko != null) {
      user = pekko.atKey(Schema.PEKKO);
    }
    if (tree.root().get(Schema.ROOT) instanceof ConfigObject ours) {
      for (String name : Schema.DISPATCHERS) {
        ConfigValue dispatcher = ours.get(name);
        if (dispatcher != null) {
          user = user.withFallback(dispatcher.atPath(Schema.path(name)));
        }
      }
    }
    return user;
  }
}
