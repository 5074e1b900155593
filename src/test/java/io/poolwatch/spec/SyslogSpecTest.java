package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.HostPort;
import io.poolwatch.spec.SyslogSpec.Facility;
import io.poolwatch.spec.SyslogSpec.Format;
import io.poolwatch.spec.SyslogSpec.Severity;
import io.poolwatch.spec.SyslogSpec.Transport;
import io.poolwatch.testkit.ServerSpecs;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The words of syslog, and targets as they are shown. */
final class SyslogSpecTest {

  private static String target(
      Transport transport, @Nullable HostPort address, @Nullable Path path) {
    return new SyslogSpec(
            transport,
            address,
            path,
            Facility.LOCAL0,
            Severity.INFO,
            Format.HAPROXY,
            SyslogSpec.Emit.ONE)
        .target();
  }

  @Test
  void aTargetIsShownAsItIsConfigured() {
    HostPort address = ServerSpecs.literal("10.0.0.1", 514);

    assertThat(target(Transport.UDP, address, null)).isEqualTo("udp@10.0.0.1:514");
    assertThat(target(Transport.TCP, address, null)).isEqualTo("tcp@10.0.0.1:514");
    assertThat(target(Transport.UNIX, null, Path.of("/dev/log"))).isEqualTo("unix@/dev/log");
  }

  /** RFC 5424, 6.2.1: both tables count from 0. */
  @Test
  void severitiesAndFacilitiesHaveTheNumbersOfTheStandard() {
    assertThat(Stream.of(Severity.values()).map(Severity::number))
        .containsExactlyElementsOf(IntStream.range(0, 8).boxed().toList());
    assertThat(Stream.of(Facility.values()).map(Facility::number))
        .containsExactlyElementsOf(IntStream.range(0, 24).boxed().toList());
    assertThat(Severity.WARNING.number()).isEqualTo(4);
    assertThat(Facility.LOCAL7.number()).isEqualTo(23);
  }
}
