package io.poolwatch.net;

import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS sessions are resumed where that is wanted, and hide no certificate's end. */
final class TlsResumptionIT {
  @TempDir private Path dir;

  private final TestCertificates.Authority ca = TestCertificates.ca("Test CA");
  private final Identity identity = ca.certificate().names("a.example").issue();

  private TlsSpec spec() {
    return GraphFixture.tls(
        "a.example", PemWriter.certificates(dir.resolve("ca.pem"), List.of(ca.certificateOfCa())));
  }

  /** When the session of the server's n-th connection began, in its eyes. */
  private static long session(GraphFixture net, FaultyServer server, TlsSpec spec, int number) {
    GraphFixture.Probe probe = net.open(server.endpoint(), spec);
    assertThat(probe.recorder().await(Secured.class).tls().notAfter()).isNotNull();
    probe.recorder().awaitReceived("ok");
    probe.close(CloseMode.GRACEFUL);
    probe.recorder().await(Closed.class);
    return server.peer(number).sessionBegan();
  }

  @ParameterizedTest
  @CsvSource({"TLSv1.2,true", "TLSv1.3,true", "TLSv1.2,false", "TLSv1.3,false"})
  void sessionsAreResumedIfWanted(String version, boolean resumption) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net =
            new GraphFixture(
                new PekkoConnectionGraph.Settings(
                    1,
                    "pekko.actor.default-dispatcher",
                    "pekko.actor.default-dispatcher",
                    resumption))) {
      long first = session(net, server, spec(), 0);
      long second = session(net, server, spec(), 1);
      assertThat(second == first).isEqualTo(resumption);
    }
  }

  @Test
  void sessionOfOneServerIsNeverOfferedToAnother() {
    TlsServer tls = TlsServer.of(identity).only("TLSv1.2");
    try (FaultyServer one = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        FaultyServer other = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net = new GraphFixture()) {
      // Both servers share a context, so that either would resume the other's session.
      assertThat(session(net, other, spec(), 0)).isNotEqualTo(session(net, one, spec(), 0));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateThatExpiresBetweenTwoProbesFailsTheResumedSession(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    InstantSource later = () -> Instant.now().plus(passed.get());
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net =
            new GraphFixture(
                PekkoConnectionGraph.Settings.defaults(), later.withZone(ZoneOffset.UTC))) {
      long first = session(net, server, spec(), 0);
      passed.set(Duration.ofDays(91));
      Failed failed = net.open(server.endpoint(), spec()).failed();
      assertThat(failed.phase()).isEqualTo(Phase.TLS);
      assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.CERTIFICATE_EXPIRED);
      server.peer(1).awaitDone();
      // The server may not get as far as an own end of the handshake: then there is no session.
      assertThat(server.peer(1).sessionBegan()).isIn(first, 0L);
    }
  }
}
