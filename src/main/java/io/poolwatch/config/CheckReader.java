package io.poolwatch.config;

import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.Timeouts;
import java.time.Duration;
import java.util.HashMap;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the blocks {@code check} and {@code transport} of a server, or of a pool's servers. */
final class CheckReader {
  /** The type of a check that is not there. */
  static final String NONE = "none";

  static final SettingType<String> TYPE =
      Types.oneOf(
          Stream.concat(CheckTypes.ALL.keySet().stream(), Stream.of(NONE))
              .collect(Collectors.toMap(Function.identity(), Function.identity())));

  /** Stands for a type that there is not; the check is read as if it only connected. */
  static final String UNKNOWN = "";

  static final SettingType<Duration> TIME = Types.time(Duration.ofMillis(1), Duration.ofHours(24));
  private static final SettingType<Integer> COUNT = Types.integer(1, 1000);
  static final SettingType<Integer> PERCENT = Types.integer(0, 50);
  static final SettingType<Integer> PORT = Types.integer(1, 65_535);
  private static final SettingType<Integer> BUDGET = Types.size(1, 16 * 1024 * 1024);
  private static final SettingType<InitState> INIT = Types.word(InitState.class);
  private static final SettingType<ClosePolicy> CLOSE = Types.word(ClosePolicy.class);

  private final ConfigFiles files;

  CheckReader(ConfigFiles files) {
    this.files = files;
  }

  /** Reads a check; its facts are those of the settings' context. */
  CheckTemplate read(Settings check, Settings transport) {
    String type = check.get("type", TYPE, UNKNOWN);
    Schedule schedule = schedule(check);
    HealthRule health =
        new HealthRule(
            check.get("rise", COUNT, 1),
            check.get("fall", COUNT, 1),
            check.get("init-state", INIT, InitState.UNKNOWN));
    Timeouts timeouts = timeouts(check.sub("timeout"));
    Host host = check.get("address", Addresses.HOST);
    Integer port = check.get("port", PORT);
    TransportReader transports = TransportReader.of(check, transport, files);
    if (type.equals(NONE)) {
      check.error("type", "one of several checks must be one", "remove it, or give it a type");
    }
    CheckType kind = CheckTypes.ALL.getOrDefault(type, CheckTypes.CONNECT);
    CheckType.Probe probe = kind.reader().read(check, transports, files);
    warnIfIdle(probe, check, transport, transports);
    ClosePolicy close = check.get("close", CLOSE, ClosePolicy.AUTO);
    int budget = check.get("max-response-bytes", BUDGET, 1);
    boolean log = check.get("log-health-checks", Types.FLAG, false);
    return new CheckTemplate(
        type,
        host,
        port == null ? OptionalInt.empty() : OptionalInt.of(port),
        transports.trafficSecure(),
        transports.check(),
        transports.serverName(),
        probe,
        schedule,
        health,
        timeouts,
        close,
        budget,
        log,
        check,
        Digest.of(check.context().facts().canonical()),
        Digest.of(check.context().facts().confidential()),
        new HashMap<>());
  }

  /** Settings of TLS that a pool or a server has, but does not use, were meant to do something. */
  private static void warnIfIdle(
      CheckType.Probe probe, Settings check, Settings transport, TransportReader transports) {
    if (probe.startsTls() || transports.check().tls() != null) {
      return;
    }
    warnIfIdle(check.sub("tls").ofPools());
    if (!transports.trafficSecure()) {
      warnIfIdle(transport.sub("tls").ofPools());
    }
  }

  private static void warnIfIdle(Settings tls) {
    if (!tls.has("enabled")) {
      tls.names().stream()
          .findFirst()
          .ifPresent(
              name ->
                  tls.warning(
                      name, "has no effect, for TLS is off", "set enabled = true beside it"));
    }
  }

  private static Schedule schedule(Settings check) {
    Duration inter = check.get("inter", TIME, Duration.ofSeconds(2));
    return new Schedule(
        inter,
        check.orElse("fastinter", TIME, inter, "inter"),
        check.orElse("downinter", TIME, inter, "inter"),
        check.get("spread-checks", PERCENT, 0));
  }

  static Timeouts timeouts(Settings timeout) {
    Duration connect = timeout.get("connect", TIME, Duration.ofSeconds(1));
    Duration check = timeout.get("check", TIME, Duration.ofSeconds(2));
    Duration total = timeout.get("total", TIME);
    if (total == null) {
      timeout.context().facts().addDefault(timeout.keyOf("total"), "none", "");
    }
    return new Timeouts(connect, check, total);
  }
}
