package io.poolwatch.importer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Settings as the blocks in which they stand, in the order in which a person would write them. */
final class SettingTree {
  private static final List<String> ORDER =
      List.of(
          "address",
          "weight",
          "backup",
          "admin",
          "track",
          "type",
          "inter",
          "fastinter",
          "downinter",
          "spread-checks",
          "rise",
          "fall",
          "init-state",
          "timeout",
          "connect",
          "check",
          "total",
          "log-health-checks",
          "port",
          "enabled",
          "server-name",
          "verify",
          "ca-file",
          "cert-file",
          "key-file",
          "alpn",
          "min-version",
          "tls",
          "proxy-protocol",
          "source-address",
          "close",
          "max-response-bytes",
          "method",
          "path",
          "version",
          "headers",
          "body",
          "request",
          "expect",
          "conditional",
          "steps",
          "agent",
          "transport");

  private final Map<String, SettingTree> children = new LinkedHashMap<>();
  private @Nullable Setting leaf;

  private SettingTree() {}

  /**
   * The one thing in a block.
   *
   * @param key its key
   * @param node what it is
   */
  record Only(String key, SettingTree node) {}

  static SettingTree of(Settings settings) {
    SettingTree root = new SettingTree();
    for (Setting setting : settings.all()) {
      SettingTree node = root;
      for (String key : setting.path().split("\\.", -1)) {
        node = node.children.computeIfAbsent(key, name -> new SettingTree());
      }
      node.leaf = setting;
    }
    return root;
  }

  /** What stands in it, in order. */
  Map<String, SettingTree> children() {
    List<String> keys = new ArrayList<>(children.keySet());
    keys.sort(Comparator.comparingInt(SettingTree::rank));
    Map<String, SettingTree> ordered = new LinkedHashMap<>();
    for (String key : keys) {
      SettingTree child = children.get(key);
      if (child != null) {
        ordered.put(key, child);
      }
    }
    return ordered;
  }

  private static int rank(String key) {
    int rank = ORDER.indexOf(key);
    return rank < 0 ? ORDER.size() : rank;
  }

  /** Its setting; null if it is a block. */
  @Nullable Setting leaf() {
    return leaf;
  }

  /** What stands in it if that is one thing; else null. */
  @Nullable Only onlyChild() {
    if (children.size() != 1) {
      return null;
    }
    Map.Entry<String, SettingTree> entry = children.entrySet().iterator().next();
    return new Only(entry.getKey(), entry.getValue());
  }

  /** The setting of that name if it is all there is; else null. */
  @Nullable Setting onlySetting(String key) {
    Only only = onlyChild();
    return only != null && only.key().equals(key) ? only.node().leaf : null;
  }

  /** All its settings, in order. */
  List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    if (leaf != null) {
      settings.add(leaf);
    }
    children().values().forEach(child -> settings.addAll(child.settings()));
    return List.copyOf(settings);
  }

  /** Whether it can be written on one line: no list in it is written one a line. */
  boolean inlineable() {
    return settings().stream().allMatch(setting -> setting.elements().isEmpty());
  }

  /** {@code { a = 1, b { c = 2, d = 3 }, e.f = 4 }}. */
  String inline() {
    StringJoiner text = new StringJoiner(", ", "{ ", " }");
    children().forEach((key, child) -> text.add(child.inline(key)));
    return text.toString();
  }

  private String inline(String key) {
    if (leaf != null) {
      return HoconWriter.assigned(key, leaf.value());
    }
    Only only = onlyChild();
    return only == null ? key + " " + inline() : only.node().inline(key + "." + only.key());
  }
}
