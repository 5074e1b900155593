package io.poolwatch.cli;

import io.poolwatch.spec.ApiSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.spec.SinksSpec;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** The settings that a running service can't change: those of the process and not of a server. */
final class FixedSettings {

  private FixedSettings() {}

  /** The paths of those in which two configurations differ. */
  static List<String> differing(ServiceSpec before, ServiceSpec after) {
    List<String> paths = new ArrayList<>();
    compare("poolwatch.limits", before.limits(), after.limits(), paths);
    compare("poolwatch.resolve", before.resolve(), after.resolve(), paths);
    compare("poolwatch.event-log", before.eventLog(), after.eventLog(), paths);
    compare("poolwatch.node", before.node(), after.node(), paths);
    compare("poolwatch.cluster", before.cluster(), after.cluster(), paths);
    compare("poolwatch", before.sinks(), withTokensOf(before.sinks(), after.sinks()), paths);
    return paths;
  }

  /** Who may ask changes with the configuration. */
  private static SinksSpec withTokensOf(SinksSpec before, SinksSpec after) {
    ApiSpec then = before.api();
    ApiSpec now = after.api();
    return then == null || now == null ? after : after.with(now.with(then.tokens()));
  }

  /** The components of these records are called as their settings are. */
  private static <R extends Record> void compare(
      String path, R before, R after, List<String> paths) {
    for (RecordComponent component : before.getClass().getRecordComponents()) {
      if (!Objects.equals(value(component, before), value(component, after))) {
        paths.add(path + "." + setting(component.getName()));
      }
    }
  }

  private static Object value(RecordComponent component, Record of) {
    try {
      return component.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("can't read " + component, e);
    }
  }

  /** {@code maxLag} is set as {@code max-lag}. */
  private static String setting(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }
}
