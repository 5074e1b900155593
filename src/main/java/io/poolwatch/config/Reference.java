package io.poolwatch.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;

/**
 * The defaults. Every library on the class path brings a reference.conf, in an order that nobody
 * promises; what ours says of Pekko must win over what Pekko's says, so ours is kept apart.
 */
final class Reference {
  private static final String RESOURCE = "reference.conf";
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

  private static ConfigObject own() {
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription(Place.BUILT_IN);
    try {
      for (URL url : Collections.list(Reference.class.getClassLoader().getResources(RESOURCE))) {
        try (InputStream stream = url.openStream()) {
          String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          ConfigObject root = ConfigFactory.parseString(text, options).root();
          if (root.containsKey(Schema.ROOT)) {
            return root;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException("no " + RESOURCE + " of ours on the class path");
  }
}
