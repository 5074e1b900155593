package io.poolwatch.net;

import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an attempt says of the time that our own part of its handshake takes. */
final class OwnWorkIT {
  /** More than any handshake takes that need not wait. */
  private static final Duration LONG = Duration.ofSeconds(2);

  private static final String HANDSHAKES = "poolwatch.handshake-dispatcher";

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void whatWaitsForAThreadIsOurs(String version) {
    TestCertificates.Authority ca = TestCertificates.ca("Test CA");
    Path caFile = PemWriter.certificates(temp.resolve("ca.pem"), List.of(ca.certificateOfCa()));
    TlsServer tls = TlsServer.of(ca.certificate().names("a.example").issue()).only(version);
    CountDownLatch free = new CountDownLatch(1);
    try (GraphFixture net = handshakesOnTheirOwn();
        FaultyServer server = FaultyServer.playing(startTls(tls), readToEnd())) {
      occupy(net.dispatcher(HANDSHAKES), free);

      GraphFixture.Probe probe = net.open(server.endpoint(), GraphFixture.tls("a.example", caFile));
      ConnectionGraph.Attempt attempt = probe.attempt();
      Waiting.until(() -> attempt.ownWork().compareTo(LONG) > 0, "work that nobody does");
      assertThat(probe.recorder().story()).containsExactly("Connected");

      free.countDown();
      probe.recorder().await(Secured.class);
      Duration done = attempt.ownWork();
      assertThat(done).isGreaterThan(LONG);
      probe.attempt().abort();
      server.peer(0).awaitDone();
      assertThat(attempt.ownWork()).isEqualTo(done);
    }
  }

  @Test
  void whatThePeerTakesIsNotOurs() {
    CountDownLatch latch = new CountDownLatch(1);
    try (GraphFixture net = handshakesOnTheirOwn();
        FaultyServer server = FaultyServer.playing(pause(latch))) {
      GraphFixture.Probe probe = net.open(server.endpoint(), GraphFixture.tls("a.example", null));
      probe.recorder().await(Connected.class);

      assertThat(probe.attempt().ownWork()).isZero();

      probe.attempt().abort();
      latch.countDown();
    }
  }

  private static GraphFixture handshakesOnTheirOwn() {
    return new GraphFixture(
        new PekkoConnectionGraph.Settings(1, "pekko.actor.default-dispatcher", HANDSHAKES, true));
  }

  /** Keeps all threads of this dispatcher busy, however many there are. */
  private static void occupy(Executor dispatcher, CountDownLatch free) {
    int threads = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < threads; i++) {
      dispatcher.execute(() -> Waiting.until(() -> free.getCount() == 0, "the word to go on"));
    }
  }
}
