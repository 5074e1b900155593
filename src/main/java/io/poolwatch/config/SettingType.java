package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import java.util.Optional;

/**
 * A kind of value: how it is read, what it must be, and how it is shown.
 *
 * @param <T> what it is read to
 */
interface SettingType<T> {

  /** Reads a value that is not null. */
  T read(ConfigValue value) throws InvalidSetting;

  /** The value in the one form that explanations show and hashes are made of. */
  String show(T value);

  /** What is doubtful about a value that can be read. */
  default Optional<String> doubt(ConfigValue written, T value) {
    return Optional.empty();
  }
}
