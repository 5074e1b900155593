package io.poolwatch.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.poolwatch.check.Problem;
import io.poolwatch.config.Settings.Setting;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells what a check found wrong with its settings at the place where the setting was written. */
final class CheckProblems {
  private static final Pattern PARTS = Pattern.compile("(?=\\[)|\\.");
  private static final Pattern ELEMENT = Pattern.compile("\\[(\\d{1,9})]");

  private CheckProblems() {}

  /**
   * Tells a problem at the deepest setting of its path that is there.
   *
   * @param check the block that the path begins in
   */
  static void tell(Settings check, Problem problem) {
    Setting deepest = null;
    for (String part : PARTS.split(problem.path(), -1)) {
      Setting next = deepest == null ? check.find(part) : inside(deepest, part);
      if (next == null) {
        break;
      }
      deepest = next;
    }
    if (deepest != null) {
      check.error(deepest, problem.message(), problem.hint());
    } else {
      String path = check.nearestPath() + "." + problem.path();
      check.context().problems().error(check.place(), path, problem.message(), problem.hint());
    }
  }

  private static @Nullable Setting inside(Setting setting, String part) {
    Matcher element = ELEMENT.matcher(part);
    if (element.matches()) {
      int index = Integer.parseInt(element.group(1));
      return setting.value() instanceof ConfigList list && index < list.size()
          ? new Setting(Text.element(setting.path(), index), list.get(index))
          : null;
    }
    ConfigValue value = setting.value() instanceof ConfigObject object ? object.get(part) : null;
    return value == null ? null : new Setting(Text.child(setting.path(), part), value);
  }
}
