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

  private static void deadlines(
      Settings settings, SectionSettings section, Duration inter, Done done) {
    Statement checkLine = section.last("timeout check");
    Statement connectLine = section.last("timeout connect");
    Duration check = ServerReader.time(checkLine, 2);
    Duration connect = ServerReader.time(connectLine, 2);
    boolean bounded = check != null && connect != null && connect.compareTo(inter) < 0;
    Duration toConnect = bounded && connect != null ? connect : inter;
    int connectAt = bounded && connectLine != null ? connectLine.line() : 0;
    if (done.program()) {
      settings.time("check.timeout.check", toConnect, connectAt);
      return;
    }
    settings.time("check.timeout.connect", toConnect, connectAt);
    settings.time(
        "check.timeout.check",
        check == null ? inter : check,
        check == null || checkLine == null ? 0 : checkLine.line());
    if (check == null) {
      settings.time("check.timeout.total", inter.multipliedBy(done.connections()), 0);
    }
  }
}
