package io.poolwatch.config;

import io.poolwatch.model.Secret;
import org.jspecify.annotations.Nullable;

/** Reads the block of a protocol's check, which has the name of its type. */
final class ProtocolBlock {
  private final Settings settings;
  private final Secrets secrets;
  private final boolean startsTls;

  /**
   * @param startsTls whether the check starts TLS inside its connection
   */
  ProtocolBlock(Settings settings, Secrets secrets, boolean startsTls) {
    this.settings = settings;
    this.secrets = secrets;
    this.startsTls = startsTls;
  }

  /** Whether the check starts TLS inside its connection. */
  boolean startsTls() {
    return startsTls;
  }

  /** A text that is sent; null if it is not set. */
  @Nullable String text(String name) {
    return Sent.text(settings, name);
  }

  /** A text that is sent, or another where it is not set. */
  String text(String name, String otherwise) {
    if (!settings.has(name)) {
      settings.context().facts().addDefault(settings.keyOf(name), Text.quote(otherwise), "");
    }
    return Sent.text(settings, name, otherwise);
  }

  /** A text that is sent and must be set; empty where it is not, which is told. */
  String need(String name, String hint) {
    return need(name, hint, "");
  }

  /**
   * The same with another text that stands for one that is not set.
   *
   * @param ifMissing a text that draws no problems of its own
   */
  String need(String name, String hint, String ifMissing) {
    if (!settings.has(name)) {
      settings.error(name, "must be set", hint);
    }
    return Sent.text(settings, name, ifMissing);
  }

  /** A secret, from its own setting or from the file that {@code NAME-file} names. */
  @Nullable Secret secret(String name) {
    return secrets.read(settings, name, true);
  }

  /** A value that is not sent; null if it is not set. */
  <T> @Nullable T get(String name, SettingType<T> type) {
    return settings.get(name, type);
  }

  /** A value that is not sent, or another where it is not set. */
  <T> T get(String name, SettingType<T> type, T otherwise) {
    return settings.orElse(name, type, otherwise, "");
  }

  /** A yes or no, no where it is not set. */
  boolean flag(String name) {
    return get(name, Types.FLAG, false);
  }
}
