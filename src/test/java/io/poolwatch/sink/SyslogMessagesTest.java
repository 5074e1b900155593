package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventLine;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.spec.SyslogSpec.Facility;
import io.poolwatch.spec.SyslogSpec.Severity;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The frames of syslog messages. */
final class SyslogMessagesTest {
  private static final Instant TIME = Instant.parse("2026-03-01T09:05:07.123Z");

  private final SyslogMessages messages = new SyslogMessages("n1", 42, ZoneOffset.UTC);

  @Test
  void aLineOfHaproxysHasItsTagAndItsEnd() {
    HaproxyLog.Line line = new HaproxyLog.Line(Severity.ALERT, "Server web/a is DOWN.");

    assertThat(messages.haproxy(Facility.LOCAL0, TIME, line))
        .isEqualTo("<129>Mar  1 09:05:07 haproxy[42]: Server web/a is DOWN.\n");
  }

  @Test
  void facilityAndSeverityMakeThePriority() {
    HaproxyLog.Line line = new HaproxyLog.Line(Severity.EMERG, "x");

    assertThat(messages.haproxy(Facility.KERN, TIME, line)).startsWith("<0>");
    assertThat(messages.haproxy(Facility.LOCAL7, TIME, line)).startsWith("<184>");
  }

  @Test
  void anEventHasTheHeadOfRfc5424() {
    EventLine line = new EventLine(7, TIME, ServiceEvents.nodeStopped("/", "SIGTERM", Map.of()));

    assertThat(messages.rfc5424(Facility.DAEMON, line))
        .startsWith("<30>1 2026-03-01T09:05:07.123Z n1 poolwatch 42 node-stopped - {\"time\":")
        .contains("\"seq\":7", "\"reason\":\"SIGTERM\"")
        .doesNotContain("\n");
  }
}
