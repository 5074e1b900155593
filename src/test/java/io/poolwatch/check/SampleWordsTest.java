package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines that the documentation and other tests show are lines that a probe writes. */
final class SampleWordsTest {
  private static final Path EVENTS = Path.of("src/test/resources/golden/events.txt");

  @ParameterizedTest
  @CsvSource({
    "README.md, 10.0.0.1, 443",
    "docs/operations.md, 127.0.0.1, 8080",
    "src/test/resources/golden/events.txt, 127.0.0.1, 8080"
  })
  void aRefusedConnectionReadsAsShown(Path file, String host, int port) throws IOException {
    Failure refused = new Failure(Failure.Kind.REFUSED, "connection refused");
    Finding finding =
        Finding.failed(
            new ConnectionEvent.Failed(1, 412_345, Phase.CONNECT, refused),
            place(host, port),
            412_345);

    assertThat(Files.readString(file))
        .contains(finding.status() + " " + finding.info() + "  [")
        .doesNotContain("Connection refused");
  }

  @Test
  void aTimeOutThatIsNotBelievedReadsAsShown() throws IOException {
    Duration late = Duration.ofMillis(300);
    Finding finding =
        Finding.timedOut(
            new ConnectionEvent.TimedOut(
                1, 1_300_000_000L, Phase.CONNECT, Duration.ofSeconds(1), late, Duration.ZERO),
            place("127.0.0.1", 8080),
            new Finding.Pending(new Reply(0), 0, null, null),
            Duration.ofMillis(250));

    assertThat(Files.readString(EVENTS)).contains(finding.status() + " " + finding.info() + "  [");
  }

  private static Place place(String host, int port) {
    CheckScript script =
        new CheckScript(
            "connect",
            List.of(new Step.Connect(ProbeDriver.PLAIN_PLAN, false, false, null)),
            false,
            false,
            ByteString.emptyByteString());
    return new Place(script, 0, new HostPort(host, port, Optional.empty()));
  }
}
