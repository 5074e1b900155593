package io.poolwatch.sink;

import io.poolwatch.event.EventLine;
import io.poolwatch.event.LineFormat;
import io.poolwatch.model.Level;
import io.poolwatch.spec.SyslogSpec;
import io.poolwatch.spec.SyslogSpec.Severity;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The frames of syslog messages; pure.
 *
 * <p>Sources: RFC 3164, 4.1, as HAProxy writes it, without a host name; RFC 5424, 6.
 */
final class SyslogMessages {
  private static final DateTimeFormatter BSD_TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH);

  private static final int FACILITY = 8;

  private final String node;
  private final long pid;
  private final ZoneId zone;
  private final LineFormat json;

  /**
   * Frames of one process.
   *
   * @param node its name
   * @param zone the zone of the times of lines like HAProxy's
   */
  SyslogMessages(String node, long pid, ZoneId zone) {
    this.node = node;
    this.pid = pid;
    this.zone = zone;
    this.json = LineFormat.json(node);
  }

  /** A line like HAProxy's. */
  String haproxy(SyslogSpec.Facility facility, Instant time, HaproxyLog.Line line) {
    return priority(facility, line.severity())
        + BSD_TIME.format(time.atZone(zone))
        + " haproxy["
        + pid
        + "]: "
        + line.text()
        + "\n";
  }

  /** An event as the event log tells it in JSON. */
  String rfc5424(SyslogSpec.Facility facility, EventLine line) {
    return priority(facility, severity(line.event().level()))
        + "1 "
        + line.time()
        + " "
        + node
        + " poolwatch "
        + pid
        + " "
        + line.event().name().text()
        + " - "
        + json.line(line);
  }

  /** The severity that stands for a level. */
  static Severity severity(Level level) {
    return switch (level) {
      case DEBUG -> Severity.DEBUG;
      case INFO -> Severity.INFO;
      case WARN -> Severity.WARNING;
      case ERROR -> Severity.ERR;
    };
  }

  private static String priority(SyslogSpec.Facility facility, Severity severity) {
    return "<" + (facility.number() * FACILITY + severity.number()) + ">";
  }
}
