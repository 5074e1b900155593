package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.model.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Reads texts that a check sends. What is taken from the environment, in whole or in part, is
 * likely to be a password or a token, and is kept secret.
 */
final class Sent {
  private static final SettingType<Secret> CONFIDENTIAL = new Confidential();

  private Sent() {}

  /** A text; null if it is not set or wrong. */
  static @Nullable String text(Settings settings, String name) {
    return text(settings, name, fromEnvironment(settings.find(name)));
  }

  /** A text, or another where it is not set or wrong. */
  static String text(Settings settings, String name, String otherwise) {
    String text = text(settings, name);
    return text == null ? otherwise : text;
  }

  /** A text that may be known to be secret. */
  static @Nullable String text(Settings settings, String name, boolean secret) {
    if (!secret) {
      return settings.get(name, Types.TEXT);
    }
    Secret read = settings.get(name, CONFIDENTIAL);
    if (read == null) {
      return null;
    }
    settings.context().facts().hide(settings.keyOf(name), read.reveal());
    return read.reveal();
  }

  /** Whether a setting's value came from the environment, in whole or in part. */
  static boolean fromEnvironment(@Nullable Setting setting) {
    return setting != null && setting.value().origin().description().contains(Place.ENVIRONMENT);
  }

  private static final class Confidential implements SettingType<Secret> {
    @Override
    public Secret read(ConfigValue value) throws InvalidSetting {
      return new Secret(Types.scalar(value));
    }

    @Override
    public String show(Secret value) {
      return value.toString();
    }
  }
}
