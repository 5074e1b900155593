package io.poolwatch.importer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Settings by their path, in the order in which they are written. */
final class Settings {
  private final Map<String, Setting> byPath = new LinkedHashMap<>();

  Settings put(Setting setting) {
    byPath.put(setting.path(), setting);
    return this;
  }

  Settings raw(String path, String value, int line) {
    return put(Setting.of(path, value, line));
  }

  Settings text(String path, String value, int line) {
    return raw(path, Hocon.text(value), line);
  }

  Settings quoted(String path, String value, int line) {
    return raw(path, Hocon.quoted(value), line);
  }

  Settings time(String path, Duration value, int line) {
    return raw(path, Times.shown(Times.bounded(value)), line);
  }

  Settings list(String path, List<Setting.Element> elements, int line) {
    return put(Setting.list(path, elements, line));
  }

  Settings putAll(Settings others) {
    byPath.putAll(others.byPath);
    return this;
  }

  @Nullable Setting get(String path) {
    return byPath.get(path);
  }

  boolean has(String path) {
    return byPath.containsKey(path);
  }

  void remove(String path) {
    byPath.remove(path);
  }

  boolean isEmpty() {
    return byPath.isEmpty();
  }

  /** All of them; a copy. */
  List<Setting> all() {
    return List.copyOf(byPath.values());
  }
}
