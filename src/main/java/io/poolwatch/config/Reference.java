package io.poolwatch.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The defaults. Every library on the class path brings a reference.conf, in an order that nobody
 * promises; what ours says of Pekko must win over what Pekko's says, so ours is kept apart.
 */
final class Reference {
  private static final String RESOURCE = "reference.conf";
  private static final String FLEET = "fleet.conf";
  private static final String API = "api.conf";
  private static final ConfigObject OWN = own();

  private Reference() {}

  /** Our own reference.conf, not resolved. */
  static ConfigObject get() {
    return OWN;
  }

  /** Ours over those of all libraries, not resolved. */
  static ConfigObject withLibraries() {
    return OWN.withFallback(
        ConfigFactory.parseResources(Reference.class.getClassLoader(), RESOURCE));
  }

  /** What holds for the actor system of a fleet instead: fleet.conf over those of all libraries. */
  static ConfigObject ofFleet() {
    return insteadOfOurs(FLEET);
  }

  /** What holds for the actor system of the HTTP API instead: api.conf over the libraries'. */
  static ConfigObject ofApi() {
    return insteadOfOurs(API);
  }

  private static ConfigObject insteadOfOurs(String name) {
    ConfigObject all =
        only(name).stream()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no " + name + " on the class path"));
    for (ConfigObject each : only(RESOURCE)) {
      if (!each.containsKey(Schema.ROOT)) {
        all = all.withFallback(each);
      }
    }
    return all;
  }

  private static ConfigObject own() {
    return only(RESOURCE).stream()
        .filter(root -> root.containsKey(Schema.ROOT))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("no " + RESOURCE + " of ours on the class path"));
  }

  /** All resources of a name, each for itself. */
  private static List<ConfigObject> only(String name) {
    ClassLoader loader = Reference.class.getClassLoader();
    // They include others, which is also read on threads that have no class loader: a signal's.
    ConfigParseOptions options =
        ConfigParseOptions.defaults().setOriginDescription(Place.BUILT_IN).setClassLoader(loader);
    List<ConfigObject> found = new ArrayList<>();
    try {
      for (URL url : Collections.list(loader.getResources(name))) {
        try (InputStream stream = url.openStream()) {
          String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          found.add(ConfigFactory.parseString(text, options).root());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }
}
