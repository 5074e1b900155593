package io.poolwatch.importer;

import io.poolwatch.importer.CheckReader.Done;
import io.poolwatch.importer.ServerOptions.Option;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes of intervals, counts and time-outs those of Poolwatch.
 *
 * <p>HAProxy gives a check {@code inter} for everything, unless there is {@code timeout check}:
 * then that is for what follows the connection, and {@code timeout connect} bounds the connection.
 * Source: HAProxy, configuration manual, {@code timeout check}.
 */
final class CheckTimes {
  private static final Duration INTER = Duration.ofSeconds(2);
  private static final int MOST = 1000;
  private static final Set<String> STATES = Set.of("none", "up", "fully-up", "down", "fully-down");

  private final Losses losses;

  CheckTimes(Losses losses) {
    this.losses = losses;
  }

  /** Puts them into the settings of a server. */
  void put(Settings settings, SectionSettings section, ServerOptions options, Done done) {
    Duration inter = interval(settings, options, "inter");
    if (inter == null) {
      inter = INTER;
      settings.time("check.inter", INTER, 0);
    }
    interval(settings, options, "fastinter");
    interval(settings, options, "downinter");
    count(settings, options, "rise", 2);
    count(settings, options, "fall", 3);
    Option init = options.get("init-state");
    String state = init == null ? "none" : init.value().toLowerCase(Locale.ROOT);
    if (!STATES.contains(state)) {
      losses.add(init == null ? 0 : init.line(), "init-state", "no state that is known");
      state = "none";
    }
    settings.raw("check.init-state", state, init == null ? 0 : init.line());
    deadlines(settings, section, inter, done);
  }

  private @Nullable Duration interval(Settings settings, ServerOptions options, String name) {
    Option option = options.get(name);
    if (option == null) {
      return null;
    }
    Duration time = Times.read(option.value());
    if (time == null) {
      losses.add(option.line(), name, "no time: " + Bytes.shown(option.value()));
      return null;
    }
    settings.time("check." + name, time, option.line());
    return time;
  }

  private void count(Settings settings, ServerOptions options, String name, int otherwise) {
    Option option = options.get(name);
    int count = otherwise;
    if (option != null) {
      if (option.value().matches("\\d{1,9}") && Integer.parseInt(option.value()) > 0) {
        count = Math.min(MOST, Integer.parseInt(option.value()));
      }
      if (!option.value().equals(Integer.toString(count))) {
        losses.add(option.line(), name, "must be from 1 to " + MOST + ": " + count + " is taken");
      }
    }
    settings.raw("check." + name, Integer.toString(count), option == null ? 0 : option.line());
  }

  /**
   * Puts the deadlines of an agent into the settings of its server, where they are not the check's.
   *
   * @param inter its own interval; null for HAProxy's default
   */
  void agent(Settings settings, SectionSettings section, @Nullable Duration inter) {
    Settings own = new Settings();
    deadlines(own, "agent.timeout.", section, inter == null ? INTER : inter, 1);
    for (Setting deadline : own.all()) {
      Setting checks = settings.get(deadline.path().replace("agent.", "check."));
      if (checks == null || !checks.value().equals(deadline.value())) {
        settings.put(deadline);
      }
    }
  }

  private static void deadlines(
      Settings settings, SectionSettings section, Duration inter, Done done) {
    String path = "check.timeout.";
    if (done.program()) {
      settings.time(path + "check", toConnect(section, inter), connectLine(section, inter));
    } else {
      deadlines(settings, path, section, inter, done.connections());
    }
  }

  private static void deadlines(
      Settings settings, String path, SectionSettings section, Duration inter, int connections) {
    Statement line = section.last("timeout check");
    Duration check = ServerReader.time(line, 2);
    settings.time(path + "connect", toConnect(section, inter), connectLine(section, inter));
    settings.time(
        path + "check",
        check == null ? inter : check,
        check == null || line == null ? 0 : line.line());
    if (check == null) {
      settings.time(path + "total", inter.multipliedBy(connections), 0);
    }
  }

  /** Bounded by the interval, and by the time-out for it only if there is one for the rest. */
  private static Duration toConnect(SectionSettings section, Duration inter) {
    Duration check = ServerReader.time(section.last("timeout check"), 2);
    Duration connect = ServerReader.time(section.last("timeout connect"), 2);
    boolean bounded = check != null && connect != null && connect.compareTo(inter) < 0;
    return bounded && connect != null ? connect : inter;
  }

  private static int connectLine(SectionSettings section, Duration inter) {
    Statement line = section.last("timeout connect");
    return line == null || toConnect(section, inter).equals(inter) ? 0 : line.line();
  }
}
