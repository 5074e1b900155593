package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.poolwatch.config.Settings.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The levels that settings are inherited from; the farthest is reference.conf. */
final class Levels {
  private final ConfigTree tree;
  private final ConfigObject reference;

  /**
   * @param environment what reference.conf may refer to
   */
  Levels(ConfigTree tree, Map<String, String> environment) {
    this.tree = tree;
    this.reference = ConfigTree.resolve(Reference.get().withOnlyKey(Schema.ROOT), environment);
  }

  /** The whole block {@code poolwatch}: the user's before the defaults. */
  List<Layer> root() {
    return with(List.of(), "");
  }

  /** The levels of a pool: itself, {@code poolwatch.defaults}, reference.conf. */
  List<Layer> pool(String path, ConfigObject pool) {
    return with(List.of(new Layer(path, pool)), "defaults");
  }

  private List<Layer> with(List<Layer> nearer, String block) {
    List<Layer> layers = new ArrayList<>(nearer);
    add(layers, tree.root(), block);
    add(layers, reference, block);
    return layers;
  }

  private static void add(List<Layer> layers, ConfigObject root, String block) {
    String path = Schema.ROOT;
    ConfigValue value = root.get(path);
    if (!block.isEmpty() && value instanceof ConfigObject object) {
      path = Text.child(path, block);
      value = object.get(block);
    }
    if (value instanceof ConfigObject object) {
      layers.add(new Layer(path, object));
    }
  }
}
