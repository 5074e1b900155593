package io.poolwatch.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Locale;
import java.util.Optional;

/** Finds the keys that nobody reads, and what was probably meant. */
final class UnknownKeys {
  private final ConfigTree tree;
  private final Problems problems;

  UnknownKeys(ConfigTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  /** Looks at the whole configuration. */
  void check() {
    ConfigObject root = tree.root();
    root.forEach(
        (name, value) -> {
          if (!Schema.ROOTS.contains(name) && closeToOurRoot(name)) {
            error(name, value, "unknown key at the root", "did you mean poolwatch?");
          }
        });
    if (root.get(Schema.ROOT) instanceof ConfigObject ours) {
      block(Schema.ROOT, ours, Schema.POOLWATCH, "");
    }
  }

  private static boolean closeToOurRoot(String name) {
    String folded = name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return folded.startsWith(Schema.ROOT) || Suggestions.distance(folded, Schema.ROOT, 2) <= 2;
  }

  /**
   * @param userName the name under which users know the block, if they chose it
   */
  private void block(String path, ConfigObject object, Block block, String userName) {
    if (block.free()) {
      return;
    }
    object.forEach(
        (name, value) -> {
          Optional<Block> opened = block.inner(name);
          if (opened.isEmpty()) {
            String hint = hint(block, name, value, userName);
            error(Text.child(path, name), value, "unknown key", hint);
          } else if (value instanceof ConfigObject || value instanceof ConfigList) {
            inside(Text.child(path, name), value, opened.get(), block.holdsNames() ? name : "");
          }
        });
  }

  private void inside(String path, ConfigValue value, Block block, String userName) {
    if (value instanceof ConfigObject object) {
      block(path, object, block, userName);
    } else if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        inside(Text.element(path, i), list.get(i), block, "");
      }
    }
  }

  private static String hint(Block block, String name, ConfigValue value, String userName) {
    Optional<String> nearest = Suggestions.nearest(name, block.names());
    if (nearest.isPresent()) {
      return "did you mean " + nearest.get() + "?";
    }
    Optional<String> elsewhere = block.whereKnown(name);
    if (elsewhere.isPresent()) {
      return "did you mean " + elsewhere.get() + "." + name + "?";
    }
    String known = "known: " + Text.list(block.names());
    return userName.isEmpty()
        ? known
        : known
            + "; a name with a dot is quoted: \""
            + meant(userName + "." + name, value, block)
            + "\"";
  }

  /** The name that was taken apart at its dots: the keys of objects that hold one key each. */
  private static String meant(String start, ConfigValue value, Block block) {
    StringBuilder name = new StringBuilder(start);
    ConfigValue rest = value;
    while (rest instanceof ConfigObject object && object.size() == 1) {
      String key = object.keySet().iterator().next();
      if (block.inner(key).isPresent()) {
        break;
      }
      name.append('.').append(key);
      rest = object.values().iterator().next();
    }
    return name.toString();
  }

  private void error(String path, ConfigValue value, String message, String hint) {
    problems.error(tree.placeOf(path, value), path, message, hint);
  }
}
