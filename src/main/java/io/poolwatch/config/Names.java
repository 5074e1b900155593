package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;
import java.util.regex.Pattern;

/** The rule for the names of pools, servers, checks and nodes. */
final class Names {
  /** The name of a node. */
  static final SettingType<String> TYPE = new NameType();

  private static final int LONGEST = 128;
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._:-]+");

  private Names() {}

  /** What is wrong with a name; empty if nothing. */
  static Optional<String> trouble(String name) {
    if (name.isEmpty()) {
      return Optional.of("a name must not be empty");
    }
    if (name.length() > LONGEST) {
      return Optional.of(
          "the name is " + name.length() + " characters long, at most " + LONGEST + " are allowed");
    }
    return ALLOWED.matcher(name).matches()
        ? Optional.empty()
        : Optional.of(Text.shortQuote(name) + " is not a name: A-Z a-z 0-9 . _ : - are allowed");
  }

  private static final class NameType implements SettingType<String> {
    @Override
    public String read(ConfigValue value) throws InvalidSetting {
      String name = Types.scalar(value);
      Optional<String> trouble = trouble(name);
      if (trouble.isPresent()) {
        throw new InvalidSetting(trouble.get(), "");
      }
      return name;
    }

    @Override
    public String show(String value) {
      return Text.quote(value);
    }
  }
}
