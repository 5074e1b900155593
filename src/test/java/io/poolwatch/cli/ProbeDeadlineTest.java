package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProbeDeadlineTest {
  private static final String SCRIPT =
      """
      check {
        type = script
        timeout { connect = 1s, check = 2s }
        steps = [ { connect { } }, { expect { string = a } }, { send = b }, { expect { string = c } } ]
      }
      """;

  @TempDir private Path temp;

  @Test
  void aProbeMayTakeWhatItsStepsMayTakeTogether() {
    ServiceSpec service = service(SCRIPT, "", 1);

    assertThat(ProbeDeadline.longest(service.servers().findFirst().orElseThrow()))
        .isEqualTo(Duration.ofSeconds(1 + 2 + 2 + 2));
  }

  @Test
  void aLimitOfTheWholeProbeBoundsIt() {
    ServiceSpec service = service(SCRIPT + "check.timeout.total = 3s", "", 1);

    assertThat(ProbeDeadline.longest(service.servers().findFirst().orElseThrow()))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void manyServersTakeTurnsBelowTheLimits() {
    String check = "check.timeout.total = 1s";
    Duration few = deadline(service(check, "limits { in-flight = 10, handshakes = 10 }", 10));
    Duration many = deadline(service(check, "limits { in-flight = 10, handshakes = 10 }", 30));

    assertThat(many.minus(few)).isEqualTo(Duration.ofSeconds(2 * 2));
  }

  @Test
  void namesMayTakeTheirTimeToResolve() {
    Duration quick = deadline(service("", "resolve.timeout = 1s", 1));
    Duration slow = deadline(service("", "resolve.timeout = 8s", 1));

    assertThat(slow.minus(quick)).isEqualTo(Duration.ofSeconds(7));
  }

  private static Duration deadline(ServiceSpec service) {
    return ProbeDeadline.of(service.servers().toList(), service);
  }

  private ServiceSpec service(String pool, String more, int servers) {
    StringBuilder text =
        new StringBuilder("poolwatch {\n" + more + "\npools.web {\n" + pool + "\n");
    for (int i = 1; i <= servers; i++) {
      text.append("servers.s").append(i).append(" = \"127.0.0.1:").append(i).append("\"\n");
    }
    return Loading.spec(temp.resolve("poolwatch.conf"), text + "}\n}\n");
  }
}
