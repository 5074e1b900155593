package io.poolwatch.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * The settings given on the command line as {@code --set path=value}; they win over the file. A
 * value that begins like a list, an object or a quoted string is read as HOCON, any other is taken
 * as it stands.
 */
final class Overrides {
  private static final ConfigParseOptions AS_OVERRIDE =
      ConfigParseOptions.defaults().setOriginDescription(Place.OVERRIDE);

  private Overrides() {}

  /**
   * Reads the settings; of two for one path the later wins.
   *
   * @throws Unreadable at the first that is wrong or that would show a secret in a process list
   */
  static ConfigObject parse(List<String> sets) {
    ConfigObject all = ConfigFactory.empty(Place.OVERRIDE).root();
    for (String set : sets) {
      all = one(set).object().withFallback(all);
    }
    return all;
  }

  /**
   * The settings as lines that say the same at the end of a configuration.
   *
   * @throws Unreadable as {@link #parse}
   */
  static List<String> lines(List<String> sets) {
    return sets.stream().map(set -> one(set).line()).toList();
  }

  /**
   * One setting.
   *
   * @param keys its path
   */
  private record Winner(List<String> keys, ConfigValue value) {
    ConfigObject object() {
      ConfigValue object = value;
      for (int i = keys.size() - 1; i >= 0; i--) {
        object = ConfigValueFactory.fromMap(Map.of(keys.get(i), object), Place.OVERRIDE);
      }
      return (ConfigObject) object;
    }

    String line() {
      String written =
          value.unwrapped() instanceof String text
              ? Text.plainOrQuoted(text)
              : value.render(ConfigRenderOptions.concise());
      return keys.stream().reduce("", Text::child) + " = " + written;
    }
  }

  private static Winner one(String set) {
    int equals = set.indexOf('=');
    if (equals <= 0) {
      throw problem("", Text.shortQuote(set) + " is not path=value", "");
    }
    String path = set.substring(0, equals).strip();
    List<String> keys;
    try {
      keys = ConfigUtil.splitPath(path);
    } catch (ConfigException e) {
      throw problem("", Text.shortQuote(path) + " is no path", "keys with a dot are quoted");
    }
    if (Secrets.isSecret(keys.get(keys.size() - 1))
        || Collections.indexOfSubList(keys, ExecProbe.ENVIRONMENT) >= 0) {
      throw secret(path);
    }
    ConfigValue value = value(path, set.substring(equals + 1));
    if (holdsSecret(value)) {
      throw secret(path);
    }
    return new Winner(keys, value);
  }

  private static ConfigValue value(String path, String text) {
    String start = text.strip();
    boolean hocon =
        start.equals("null") || (!start.isEmpty() && "[{\"".indexOf(start.charAt(0)) >= 0);
    if (!hocon) {
      return ConfigValueFactory.fromAnyRef(text, Place.OVERRIDE);
    }
    try {
      ConfigObject parsed = ConfigFactory.parseString("value = " + text, AS_OVERRIDE).root();
      ConfigValue value = parsed.get("value");
      if (value == null || parsed.size() != 1) {
        throw problem(path, "there is more than one value", "");
      }
      return value;
    } catch (ConfigException e) {
      throw problem(path, "the value is not valid HOCON", "quote text that begins like a list");
    }
  }

  private static boolean holdsSecret(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      ConfigValue header = object.get("name");
      return (header != null && Secrets.isCredential(String.valueOf(header.unwrapped())))
          || object.entrySet().stream()
              .anyMatch(entry -> isSecret(entry.getKey()) || holdsSecret(entry.getValue()));
    }
    return value instanceof ConfigList list && list.stream().anyMatch(Overrides::holdsSecret);
  }

  private static boolean isSecret(String key) {
    return Secrets.isSecret(key) || key.equals(ExecProbe.ENVIRONMENT.get(1));
  }

  private static Unreadable secret(String path) {
    return problem(
        path,
        "a secret can't be given by --set, where every user of the machine sees it",
        "take it from the environment by ${?NAME}, or from a file");
  }

  private static Unreadable problem(String path, String message, String hint) {
    return new Unreadable(new ConfigProblem(Place.OVERRIDE, 0, path, message, hint));
  }
}
