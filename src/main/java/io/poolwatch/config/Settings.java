package io.poolwatch.config;

import static java.util.stream.Collectors.joining;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one block, as several levels of the configuration have them: the nearest level
 * that has a setting wins, and a null there hides what the farther levels say.
 *
 * <p>Reading never throws: what is wrong becomes a problem, and what was read becomes a fact.
 */
final class Settings {
  private final Context context;
  private final String key;
  private final List<Layer> layers;

  /**
   * One level's version of the block.
   *
   * @param path its path from the root of the configuration
   */
  record Layer(String path, ConfigObject object) {}

  /** One setting as the nearest level has it. */
  record Setting(String path, ConfigValue value) {}

  /**
   * What all blocks of one reading share.
   *
   * @param tree where values come from
   * @param problems gets what is wrong
   * @param facts gets what was read
   */
  record Context(ConfigTree tree, Problems problems, Facts facts) {}

  /**
   * @param key the block's key in explanations; empty for the outermost
   * @param layers nearest first
   */
  Settings(Context context, String key, List<Layer> layers) {
    this.context = context;
    this.key = key;
    this.layers = List.copyOf(layers);
  }

  /** The setting at the nearest level that has it; null if none has it, or has it as null. */
  @Nullable Setting find(String name) {
    for (Layer layer : layers) {
      ConfigValue value = layer.object().get(name);
      if (value != null) {
        return value.valueType() == ConfigValueType.NULL
            ? null
            : new Setting(Text.child(layer.path(), name), value);
      }
    }
    return null;
  }

  boolean has(String name) {
    return find(name) != null;
  }

  /** The value of a setting; null if it is not set or wrong. */
  <T> @Nullable T get(String name, SettingType<T> type) {
    Setting setting = find(name);
    return setting == null ? null : read(setting, keyOf(name), type);
  }

  /** The value of a setting that has a default in reference.conf. */
  <T> T get(String name, SettingType<T> type, T ifWrong) {
    if (!has(name)) {
      error(name, "must be set", "");
      return ifWrong;
    }
    T value = get(name, type);
    return value == null ? ifWrong : value;
  }

  /** The value of a setting that is something else's value where it is not set. */
  <T> T orElse(String name, SettingType<T> type, T other, String why) {
    if (!has(name)) {
      context.facts().addDefault(keyOf(name), type.show(other), why);
      return other;
    }
    T value = get(name, type);
    return value == null ? other : value;
  }

  /** The value of a setting that was found already; null if it is wrong. */
  <T> @Nullable T read(Setting setting, String factKey, SettingType<T> type) {
    try {
      T value = type.read(setting.value());
      type.doubt(setting.value(), value)
          .ifPresent(
              doubt -> context.problems().warning(place(setting), setting.path(), doubt, ""));
      context.facts().add(factKey, type.show(value), () -> shownPlace(setting));
      return value;
    } catch (InvalidSetting e) {
      error(setting, e.message(), e.hint());
      return null;
    }
  }

  /** A value from the environment is explained by its variable, not by who asked for it. */
  private Place shownPlace(Setting setting) {
    Place origin = Place.of(setting.value().origin());
    return origin.fromEnvironment() ? origin : place(setting);
  }

  private Place place(Setting setting) {
    return context.tree().placeOf(setting.path(), setting.value());
  }

  /** A block inside this one, with as many levels as have it. */
  Settings sub(String name) {
    List<Layer> inner = new ArrayList<>();
    for (Layer layer : layers) {
      ConfigValue value = layer.object().get(name);
      if (value instanceof ConfigObject object) {
        inner.add(new Layer(Text.child(layer.path(), name), object));
      } else if (value != null && value.valueType() != ConfigValueType.NULL) {
        error(new Setting(Text.child(layer.path(), name), value), "must be an object { … }", "");
      }
    }
    return new Settings(context, keyOf(name), inner);
  }

  /**
   * A named block of a group of blocks. Level by level it takes over what the block {@code base}
   * beside the group says.
   */
  Settings member(String group, String name, String base) {
    List<Layer> inner = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer.object().get(group) instanceof ConfigObject members) {
        String path = Text.child(layer.path(), group);
        new Settings(context, key, List.of(new Layer(path, members)))
            .sub(name)
            .layers()
            .forEach(inner::add);
      }
      if (layer.object().get(base) instanceof ConfigObject object) {
        inner.add(new Layer(Text.child(layer.path(), base), object));
      }
    }
    return new Settings(context, Text.child(keyOf(group), name), inner);
  }

  /** The names in a group of blocks; a null at a nearer level takes one away. */
  Set<String> members(String group) {
    Set<String> members = new TreeSet<>();
    Set<String> decided = new HashSet<>();
    for (Layer layer : sub(group).layers()) {
      layer
          .object()
          .forEach(
              (name, value) -> {
                if (decided.add(name) && value.valueType() != ConfigValueType.NULL) {
                  members.add(name);
                }
              });
    }
    return members;
  }

  /** These settings under another key in explanations. */
  Settings called(String other) {
    return new Settings(context, other, layers);
  }

  /**
   * The elements of a list of objects at the nearest level that has it; empty if none has. One that
   * is no object {@linkplain #isEmpty() has no level}, and that was told.
   */
  List<Settings> list(String name) {
    Setting setting = find(name);
    if (setting == null) {
      return List.of();
    }
    if (!(setting.value() instanceof ConfigList list)) {
      error(setting, "must be a list of objects: [ { … } ]", "");
      return List.of();
    }
    List<Settings> elements = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      String path = Text.element(setting.path(), i);
      if (list.get(i) instanceof ConfigObject object) {
        List<Layer> layer = List.of(new Layer(path, object));
        elements.add(new Settings(context, Text.element(keyOf(name), i), layer));
      } else {
        error(new Setting(path, list.get(i)), "must be an object { … }", "");
        elements.add(new Settings(context, Text.element(keyOf(name), i), List.of()));
      }
    }
    return List.copyOf(elements);
  }

  /** These settings, and where they say nothing the others. */
  Settings before(Settings farther) {
    List<Layer> all = new ArrayList<>(layers);
    all.addAll(farther.layers);
    return new Settings(context, key, all);
  }

  /** The names of all settings that any level has. */
  Set<String> names() {
    Set<String> names = new TreeSet<>();
    layers.forEach(layer -> names.addAll(layer.object().keySet()));
    return names;
  }

  /** The same settings for a look that leaves no facts behind. */
  Settings silently() {
    return new Settings(new Context(context.tree(), context.problems(), new Facts()), key, layers);
  }

  /** What pools and servers say themselves, without the defaults. */
  Settings ofPools() {
    List<Layer> own =
        layers.stream().filter(layer -> layer.path().startsWith(PoolReader.PATH)).toList();
    return new Settings(context, key, own);
  }

  /** How far the nearest level is that has a setting; {@code Integer.MAX_VALUE} if none has. */
  int distance(String name) {
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).object().get(name) != null) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }

  /** Whether no level has the block. */
  boolean isEmpty() {
    return layers.isEmpty();
  }

  Context context() {
    return context;
  }

  List<Layer> layers() {
    return layers;
  }

  /** The block's own key in explanations. */
  String key() {
    return key;
  }

  /** The key of a setting in explanations. */
  String keyOf(String name) {
    return key.isEmpty() ? name : key + "." + name;
  }

  /** The place of a setting, or of the block if it is not set. */
  Place placeOf(String name) {
    Setting setting = find(name);
    return setting == null ? place() : place(setting);
  }

  /** The place of the block at its nearest level. */
  Place place() {
    return Optional.ofNullable(nearest())
        .map(layer -> context.tree().placeOf(layer.path(), layer.object()))
        .orElseGet(() -> new Place(context.tree().files().get(0), 0));
  }

  private @Nullable Layer nearest() {
    return layers.isEmpty() ? null : layers.get(0);
  }

  void error(Setting setting, String message, String hint) {
    Place origin = Place.of(setting.value().origin());
    String from = origin.fromEnvironment() ? "the value is that of " + origin : "";
    String hints = Stream.of(hint, from).filter(h -> !h.isEmpty()).collect(joining("; "));
    context.problems().error(place(setting), setting.path(), message, hints);
  }

  /** Tells that a setting, or its absence, is wrong. */
  void error(String name, String message, String hint) {
    context.problems().error(placeOf(name), pathOf(name), message, hint);
  }

  /** Tells that the block as a whole is wrong. */
  void error(String message, String hint) {
    context.problems().error(place(), nearestPath(), message, hint);
  }

  /** Tells that a setting is doubtful. */
  void warning(String name, String message, String hint) {
    context.problems().warning(placeOf(name), pathOf(name), message, hint);
  }

  /** Tells that a setting is doubtful. */
  void warning(Setting setting, String message, String hint) {
    context.problems().warning(place(setting), setting.path(), message, hint);
  }

  /** The path of the block at its nearest level; its key if none has it. */
  String nearestPath() {
    Layer nearest = nearest();
    return nearest == null ? key : nearest.path();
  }

  private String pathOf(String name) {
    Setting setting = find(name);
    if (setting != null) {
      return setting.path();
    }
    return Text.child(nearestPath(), name);
  }
}
