package io.poolwatch.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A configuration as a tree of values: the file with all it includes, under the overrides of the
 * command line, every substitution resolved.
 */
final class ConfigTree {
  private static final Pattern ELEMENTS = Pattern.compile("\\[\\d+].*", Pattern.DOTALL);

  /** The library's advice in parentheses, and its advice for readers of another kind of file. */
  private static final Pattern ADVICE = Pattern.compile("(.*?) ?\\((if you .*)\\)(.*)");

  private static final Pattern FOREIGN_ADVICE =
      Pattern.compile(",? or you may be able to rename the file .properties rather than .conf");

  private final ConfigObject root;
  private final ConfigObject unresolved;
  private final ConfigObject written;
  private final boolean overridden;
  private final List<String> files;

  private ConfigTree(
      ConfigObject root,
      ConfigObject unresolved,
      ConfigObject written,
      boolean overridden,
      List<String> files) {
    this.root = root;
    this.unresolved = unresolved;
    this.written = written;
    this.overridden = overridden;
    this.files = files;
  }

  /**
   * Reads a configuration.
   *
   * @param environment what substitutions may refer to besides the file
   * @throws Unreadable at the first syntax error, unresolved substitution, or missing file
   */
  static ConfigTree read(Path file, List<String> sets, Map<String, String> environment) {
    try {
      return of(ConfigFile.read(file), sets, environment);
    } catch (IOException e) {
      String message = e.getMessage() == null ? "can't be read" : e.getMessage();
      throw new Unreadable(new ConfigProblem(file.toString(), 0, "", message, ""));
    }
  }

  /** Reads a configuration from a text and all that it includes; as {@link #read} otherwise. */
  static ConfigTree of(ConfigFile main, List<String> sets, Map<String, String> environment) {
    Path file = main.path();
    try {
      List<String> files = new ArrayList<>();
      ConfigObject overrides = Overrides.parse(sets);
      ConfigObject written = main.parse(PlainIncluder.of(main, files));
      ConfigObject unresolved = overrides.withFallback(written);
      ConfigObject root = resolve(unresolved, environment);
      return new ConfigTree(root, unresolved, written, !sets.isEmpty(), List.copyOf(files));
    } catch (ConfigException e) {
      throw new Unreadable(problem(file, e));
    } catch (StackOverflowError e) {
      // The library's parser is recursive; a file can be made to nest deeper than any stack.
      String message = "the values are nested too deeply to be read";
      throw new Unreadable(new ConfigProblem(file.toString(), 0, "", message, ""));
    }
  }

  /** Resolves all substitutions; the environment does not become part of the object. */
  static ConfigObject resolve(ConfigObject written, Map<String, String> environment) {
    Map<String, Object> variables = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (!written.containsKey(name) && !Schema.ROOTS.contains(name)) {
            variables.put(name, ConfigValueFactory.fromAnyRef(value, Place.ENVIRONMENT + name));
          }
        });
    ConfigObject all = written.withFallback(ConfigValueFactory.fromMap(variables, "environment"));
    ConfigObject resolved = all.toConfig().resolve().root();
    for (String name : variables.keySet()) {
      resolved = resolved.withoutKey(name);
    }
    return resolved;
  }

  private static ConfigProblem problem(Path file, ConfigException error) {
    String message = error.getMessage() == null ? "can't be read" : error.getMessage();
    Place place = new Place(file.toString(), 0);
    if (error.origin() != null) {
      place = Place.of(error.origin());
      String prefix = error.origin().description() + ": ";
      message = message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }
    if (error instanceof ConfigException.UnresolvedSubstitution) {
      return substitution(place, message);
    }
    return syntax(place, Text.oneLine(FOREIGN_ADVICE.matcher(message).replaceAll("")));
  }

  private static ConfigProblem syntax(Place place, String said) {
    String message = said;
    String hint = "";
    Matcher advice = ADVICE.matcher(said);
    if (said.contains("expecting include parameter")) {
      message = "include is not followed by a file name in quotes";
      hint = PlainIncluder.PLAIN_FILES;
    } else if (said.contains("close parentheses") && said.contains("end of file")) {
      message = "the file ends before all is closed";
      hint = "a } or ] is missing";
    } else if (advice.matches()) {
      message = advice.group(1) + advice.group(3);
      hint = advice.group(2);
    }
    return new ConfigProblem(place.source(), place.line(), "syntax", message, hint);
  }

  private static ConfigProblem substitution(Place place, String message) {
    String start = "Could not resolve substitution to a value: ";
    String what = message.startsWith(start) ? message.substring(start.length()) : message;
    boolean missing = what.matches("\\$\\{[^{}]*}");
    return new ConfigProblem(
        place.source(),
        place.line(),
        "substitution",
        missing ? what + " has no value" : what,
        missing
            ? "define it, set the environment variable, or write ${?…} if it may be absent"
            : "");
  }

  /** The root object; the environment is not part of it. */
  ConfigObject root() {
    return root;
  }

  /** The names of all files that were read, in order. */
  List<String> files() {
    return files;
  }

  /**
   * Where a value was written. One that came from the environment is placed where it was asked for;
   * one without any line where its parent is.
   */
  Place placeOf(String path, ConfigValue value) {
    Place place = Place.of(value.origin());
    return place.fromEnvironment() ? nearest(unresolved, path, place) : place;
  }

  /** Where a value stands in a file, be it overridden or not; as {@link #placeOf} if in none. */
  Place placeInFile(String path, ConfigValue value) {
    Place place = placeOf(path, value);
    return overridden ? exact(path, place) : place;
  }

  private Place exact(String path, Place otherwise) {
    ConfigValue value = written;
    try {
      for (String key : ConfigUtil.splitPath(ELEMENTS.matcher(path).replaceFirst(""))) {
        value = value instanceof ConfigObject object ? object.get(key) : null;
      }
    } catch (ConfigException e) {
      // Part of what was written was itself a substitution.
      return otherwise;
    }
    Place place = value == null ? otherwise : Place.of(value.origin());
    return place.inFile() ? place : otherwise;
  }

  private static Place nearest(ConfigObject from, String path, Place otherwise) {
    Place best = otherwise;
    ConfigValue value = from;
    try {
      for (String key : ConfigUtil.splitPath(ELEMENTS.matcher(path).replaceFirst(""))) {
        ConfigValue next = value instanceof ConfigObject object ? object.get(key) : null;
        if (next == null || next instanceof ConfigList) {
          return best;
        }
        value = next;
        Place place = Place.of(value.origin());
        best = place.inFile() ? place : best;
      }
    } catch (ConfigException e) {
      // Part of the tree was itself a substitution: the nearest place known so far has to do.
      return best;
    }
    return best;
  }
}
