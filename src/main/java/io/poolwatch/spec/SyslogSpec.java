package io.poolwatch.spec;

import io.poolwatch.model.HostPort;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of events by syslog.
 *
 * @param transport how messages go there
 * @param address where to; null for a Unix socket
 * @param path its file; null unless it is a Unix socket
 * @param facility what the messages are filed under
 * @param level the least severity that is told
 * @param format their form
 * @param emit which nodes of a fleet tell it
 */
public record SyslogSpec(
    Transport transport,
    @Nullable HostPort address,
    @Nullable Path path,
    Facility facility,
    Severity level,
    Format format,
    Emit emit) {

  /** How messages go to a target. */
  public enum Transport {
    UDP,
    TCP,
    /** A Unix datagram socket, such as {@code /dev/log}. */
    UNIX
  }

  /** The form of messages. */
  public enum Format {
    /** The lines that a HAProxy would write. */
    HAPROXY,
    /** Every event as JSON in the frame of RFC 5424. */
    RFC5424
  }

  /** Which nodes of a fleet tell a target what happens. */
  public enum Emit {
    /** One of them: of those that see most of the fleet, the first vantage of the server. */
    ONE,
    /** Each of them. */
    EACH
  }

  /** How much a message matters, most first. */
  public enum Severity {
    EMERG(0),
    ALERT(1),
    CRIT(2),
    ERR(3),
    WARNING(4),
    NOTICE(5),
    INFO(6),
    DEBUG(7);

    private final int number;

    Severity(int number) {
      this.number = number;
    }

    /** Its number in messages (RFC 5424, 6.2.1). */
    public int number() {
      return number;
    }
  }

  /** What messages are filed under, as HAProxy names them. */
  public enum Facility {
    KERN(0),
    USER(1),
    MAIL(2),
    DAEMON(3),
    AUTH(4),
    SYSLOG(5),
    LPR(6),
    NEWS(7),
    UUCP(8),
    CRON(9),
    AUTH2(10),
    FTP(11),
    NTP(12),
    AUDIT(13),
    ALERT(14),
    CRON2(15),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private final int number;

    Facility(int number) {
      this.number = number;
    }

    /** Its number in messages (RFC 5424, 6.2.1). */
    public int number() {
      return number;
    }
  }

  /** The target as it is configured. */
  public String target() {
    return switch (transport) {
      case UDP -> "udp@" + address;
      case TCP -> "tcp@" + address;
      case UNIX -> "unix@" + path;
    };
  }
}
