package io.poolwatch.importer;

import org.jspecify.annotations.Nullable;

/**
 * A server that is checked, or stands as another one does.
 *
 * @param name its name
 * @param line the line that it comes from
 * @param settings all that is set for it, its address among them
 * @param target the server that it tracks, {@code pool/server}; null if it is checked itself
 */
record Server(String name, int line, Settings settings, @Nullable String target) {

  /** The type of a check that a server does not have. */
  static final String NO_CHECK = "none";

  /** The same with other settings. */
  Server with(Settings others) {
    return new Server(name, line, others, target);
  }

  /** Whether nothing but its agent says how it stands. */
  boolean onlyAgent() {
    Setting type = settings.get("check.type");
    return type != null && type.value().equals(NO_CHECK);
  }
}
