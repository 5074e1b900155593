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
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
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

  /** With a client certificate, all written anew. */
  private TlsSpec spec(Identity client) {
    return new TlsSpec(
        "a.example",
        TlsSpec.Verify.REQUIRED,
        spec().caFile(),
        PemWriter.certificates(dir.resolve("client.pem"), client.chain()),
        PemWriter.key(dir.resolve("client.key"), client.key()),
        null,
        List.of(),
        "TLSv1.2");
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
  void sessionsOutlastAReloadOfUnchangedFiles(String version) {
    TlsServer tls = TlsServer.withClientAuth(identity, ca.certificateOfCa()).only(version);
    Identity client = ca.certificate().commonName("probe").issue();
    TlsSpec spec = spec(client);
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net = new GraphFixture()) {
      net.graph().prepare(Set.of(spec));
      long first = session(net, server, spec, 0);

      net.graph().prepare(Set.of(spec(client)));
      assertThat(session(net, server, spec, 1)).isEqualTo(first);

      net.graph().prepare(Set.of(spec(ca.certificate().commonName("probe").issue())));
      assertThat(session(net, server, spec, 2)).isNotEqualTo(first);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void noSessionOutlastsAReloadOfAnotherCa(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    TlsSpec spec = spec();
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net = new GraphFixture()) {
      long first = session(net, server, spec, 0);

      List<X509Certificate> more =
          List.of(ca.certificateOfCa(), TestCertificates.ca("Other CA").certificateOfCa());
      PemWriter.certificates(dir.resolve("ca.pem"), more);
      net.graph().prepare(Set.of(spec));

      assertThat(session(net, server, spec, 1)).isNotEqualTo(first);
    }
  }

  @Test
  void aReloadForgetsAnEndpointThatHasNoSessionAnyMore() {
    TlsServer tls = TlsServer.of(identity);
    AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
    InstantSource later = () -> Instant.now().plus(passed.get());
    TlsSpec spec = spec();
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd());
        GraphFixture net =
            new GraphFixture(
                PekkoConnectionGraph.Settings.defaults(), later.withZone(ZoneOffset.UTC))) {
      long first = session(net, server, spec, 0);
      passed.set(Duration.ofMinutes(6));
      net.graph().prepare(Set.of(spec));

      assertThat(session(net, server, spec, 1)).isNotEqualTo(first);
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
