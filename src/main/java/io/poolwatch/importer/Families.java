package io.poolwatch.importer;

import io.poolwatch.importer.ServerOptions.Option;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which family of addresses servers with names prefer: Poolwatch has one preference for all.
 *
 * <p>Source: HAProxy, configuration manual, {@code resolve-prefer}.
 */
final class Families {
  private final Map<String, Option> wanted = new LinkedHashMap<>();

  /**
   * Notes a server.
   *
   * @param prefer what it says; null for nothing
   */
  void note(Endpoint address, @Nullable Option prefer) {
    if (prefer != null && address.named()) {
      wanted.putIfAbsent(prefer.value(), prefer);
    }
  }

  /** Puts into the settings of the process what the first one prefers; the others are a loss. */
  void put(Settings settings, Losses losses) {
    wanted.forEach(
        (family, option) -> {
          boolean known = family.equals("ipv4") || family.equals("ipv6");
          if (known && !settings.has("resolve.prefer")) {
            settings.text("resolve.prefer", family, option.line());
          } else {
            String why = known ? "there is one preference for all servers" : "no family";
            losses.add(option.line(), "resolve-prefer", why);
          }
        });
  }
}
