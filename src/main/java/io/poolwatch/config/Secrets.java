package io.poolwatch.config;

import io.poolwatch.config.ConfigFiles.NamedFile;
import io.poolwatch.model.Secret;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets, which stand in a setting of their own or in a file that a setting with {@code
 * -file} behind its name names. They are never shown, and never taken from the command line.
 */
final class Secrets {
  private static final Set<String> KEYS = Set.of("password", "key-password");

  /** Headers of a request that say who asks, in lower case. */
  private static final Set<String> CREDENTIALS =
      Set.of("authorization", "proxy-authorization", "cookie");

  private final ConfigFiles files;

  Secrets(ConfigFiles files) {
    this.files = files;
  }

  /** Whether a setting of this name holds a secret. */
  static boolean isSecret(String key) {
    return KEYS.contains(key) || isCredential(key);
  }

  /** Whether the value of a header is a secret. */
  static boolean isCredential(String header) {
    return CREDENTIALS.contains(header.toLowerCase(Locale.ROOT));
  }

  /**
   * The secret of this name; null if it is not set, wrong, or in a file that is not to be read.
   *
   * @param used whether it is needed, so that its file is read
   */
  @Nullable Secret read(Settings settings, String name, boolean used) {
    String fileName = name + "-file";
    int nearer = Integer.compare(settings.distance(name), settings.distance(fileName));
    if (nearer == 0 && settings.has(name) && settings.has(fileName)) {
      settings.error(fileName, "is set beside " + name, "set one of them");
    }
    if (nearer <= 0) {
      String secret = Sent.text(settings, name, true);
      return secret == null ? null : new Secret(secret);
    }
    NamedFile file = settings.get(fileName, files.type);
    return file == null || !used || !files.look() ? null : content(settings, fileName, file);
  }

  private @Nullable Secret content(Settings settings, String name, NamedFile file) {
    Optional<String> trouble = files.trouble(file);
    if (trouble.isPresent()) {
      settings.error(name, trouble.get(), "names are relative to the configuration file");
      return null;
    }
    if (files.readableByOthers(file)) {
      settings.warning(name, "every user may read " + file.path(), "chmod o-r");
    }
    String secret = files.text(file).lines().findFirst().orElse("");
    if (secret.isEmpty()) {
      settings.error(name, "the first line of " + file.path() + " is empty", "");
    }
    settings.context().facts().hide(settings.keyOf(name), secret);
    return new Secret(secret);
  }
}
