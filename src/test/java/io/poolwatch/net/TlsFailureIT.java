package io.poolwatch.net;

import static io.poolwatch.testkit.Step.alert;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.renegotiate;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS that fails: every reason is told apart, in an operator's words, in both versions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsFailureIT {
  @TempDir static Path dir;

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final TestCertificates.Authority ca = TestCertificates.ca("Test CA");
  private final Identity good = ca.certificate().names("a.example", "b.example").issue();
  private GraphFixture net;
  private TlsSpec spec;

  @BeforeAll
  void start() {
    net = new GraphFixture();
    spec = GraphFixture.tls("a.example", trusting("ca.pem", ca));
  }

  @AfterAll
  void stop() {
    net.close();
  }

  private static Path trusting(String file, TestCertificates.Authority authority) {
    return PemWriter.certificates(dir.resolve(file), List.of(authority.certificateOfCa()));
  }

  /** What is told about a server with this certificate. */
  private Failed failure(Identity identity, String version, TlsSpec with) {
    return failure(with, startTls(TlsServer.of(identity).only(version)), readToEnd());
  }

  private Failed failure(TlsSpec with, Step... script) {
    try (FaultyServer server = FaultyServer.playing(script)) {
      GraphFixture.Probe probe = net.open(server.endpoint(), with);
      Failed failed = probe.failed();
      assertThat(failed.phase()).isEqualTo(Phase.TLS);
      return failed;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void expiredCertificateIsToldWithItsDate(String version) {
    Instant expired = now.minus(3, ChronoUnit.DAYS).minusSeconds(60);
    Identity identity =
        ca.certificate().names("a.example").valid(now.minus(90, ChronoUnit.DAYS), expired).issue();
    assertThat(failure(identity, version, spec).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.CERTIFICATE_EXPIRED,
                "certificate expired on " + expired + " (3 days ago)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void certificateThatIsNotYetValidIsToldWithItsDate(String version) {
    Instant begins = now.plus(5, ChronoUnit.HOURS).plusSeconds(600);
    Identity identity =
        ca.certificate().names("a.example").valid(begins, now.plus(90, ChronoUnit.DAYS)).issue();
    assertThat(failure(identity, version, spec).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.CERTIFICATE_NOT_YET_VALID,
                "certificate is not valid before " + begins + " (in 5 hours)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void wrongNameIsToldWithTheNamesThereAre(String version) {
    TlsSpec other = GraphFixture.tls("other.example", spec.caFile());
    assertThat(failure(good, version, other).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.WRONG_NAME,
                "certificate has no SAN for other.example (it is for a.example, b.example)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void withoutANameTheAddressMustBeInTheCertificate(String version) {
    TlsSpec noName = GraphFixture.tls(null, spec.caFile());
    assertThat(failure(good, version, noName).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.WRONG_NAME,
                "certificate has no SAN for 127.0.0.1 (it is for a.example, b.example)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void unknownAuthorityIsNamed(String version) {
    Identity foreign = TestCertificates.ca("Foreign CA").certificate().names("a.example").issue();
    assertThat(failure(foreign, version, spec).failure())
        .isEqualTo(new Failure(Failure.Kind.UNKNOWN_CA, "unknown CA (issuer CN=Foreign CA)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void authorityWithTheNameButNotTheKeyOfOursIsUnknown(String version) {
    Identity forged = TestCertificates.ca("Test CA").certificate().names("a.example").issue();
    assertThat(failure(forged, version, spec).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.UNKNOWN_CA,
                "unknown CA (issuer CN=Test CA has the name of a known one, but another key)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void missingIntermediateIsAnUnknownAuthority(String version) {
    Identity whole = ca.intermediate("Middle CA").certificate().names("a.example").issue();
    Identity leafOnly = new Identity(whole.key(), List.of(whole.leaf()));
    assertThat(failure(leafOnly, version, spec).failure())
        .isEqualTo(new Failure(Failure.Kind.UNKNOWN_CA, "unknown CA (issuer CN=Middle CA)"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void expiredAuthorityIsNamed(String version) {
    Instant expired = now.minus(1, ChronoUnit.DAYS).minusSeconds(60);
    TestCertificates.Authority old =
        TestCertificates.ca("Old CA", now.minus(90, ChronoUnit.DAYS), expired);
    TlsSpec trustingOld =
        GraphFixture.tls("a.example", trusting("old-ca-" + version + ".pem", old));
    Identity identity = old.certificate().names("a.example").issue();
    assertThat(failure(identity, version, trustingOld).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.CERTIFICATE_EXPIRED,
                "CA certificate CN=Old CA expired on " + expired + " (1 day ago)"));
  }

  @Test
  void plaintextPeerIsToldWithWhatItSent() {
    assertThat(failure(spec, read(1), send("HTTP/1.1 400 Bad Request\r\n\r\n"), readToEnd()))
        .extracting(Failed::failure)
        .isEqualTo(
            new Failure(
                Failure.Kind.PLAINTEXT_PEER,
                "peer does not speak TLS (it sent 'HTTP/1.1 400 Bad Request\\r\\n\\r\\n')"));
  }

  @Test
  void bannerOnATlsPortIsAPlaintextPeer() {
    assertThat(failure(spec, send("220 mx ESMTP\r\n"), readToEnd()).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.PLAINTEXT_PEER,
                "peer does not speak TLS (it sent '220 mx ESMTP\\r\\n')"));
  }

  @Test
  void garbageInsideTlsIsToldAsTls() {
    assertThat(
            failure(
                spec, read(1), send(HexFormat.of().parseHex("16030300046a756e6b")), readToEnd()))
        .satisfies(failed -> assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.TLS));
  }

  @Test
  void alertIsNamed() {
    assertThat(failure(spec, read(1), alert(40), readToEnd()).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.ALERT,
                "peer sent TLS alert handshake_failure: no cipher in common, or it wants a"
                    + " client certificate"));
  }

  @Test
  void unknownServerNameIsNamed() {
    assertThat(failure(spec, read(1), alert(112), readToEnd()).failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.ALERT,
                "peer sent TLS alert unrecognized_name: it has nothing for our server-name"));
  }

  @Test
  void peerWithoutOurVersionsIsAProtocolMismatch() {
    TlsSpec modern = withMinVersion(spec, "TLSv1.3");
    Failed failed = failure(good, "TLSv1.2", modern);
    assertThat(failed.failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.PROTOCOL,
                "peer sent TLS alert protocol_version: it speaks none of our TLS versions"));
  }

  @Test
  void peerThatPicksAnOldVersionIsAProtocolMismatch() {
    // A ServerHello of TLS 1.0: type, length, version, random, no session, cipher, no compression.
    String hello = "160301002a" + "020000260301" + "52".repeat(32) + "00c0130000";
    Failed failed = failure(spec, read(1), send(HexFormat.of().parseHex(hello)), readToEnd());
    assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.PROTOCOL);
    assertThat(failed.failure().detail()).contains("TLS10");
  }

  @Test
  void peerWithoutOurApplicationProtocolIsToldSo() {
    TlsSpec wanting = withAlpn(spec, "h2");
    Failed failed =
        failure(wanting, startTls(TlsServer.of(good).speaking("http/1.1")), readToEnd());
    assertThat(failed.failure())
        .isEqualTo(
            new Failure(
                Failure.Kind.ALERT,
                "peer sent TLS alert no_application_protocol: it speaks none of our ALPN"
                    + " protocols"));
  }

  @Test
  void finInTheHandshakeIsToldAsSuch() {
    assertThat(failure(spec, read(1), fin(), readToEnd()).failure())
        .isEqualTo(new Failure(Failure.Kind.HANDSHAKE_CLOSED, "peer closed the connection"));
  }

  @Test
  void finBeforeTheHandshakeIsToldAsSuch() {
    assertThat(failure(spec, fin(), readToEnd()).failure().kind())
        .isEqualTo(Failure.Kind.HANDSHAKE_CLOSED);
  }

  @Test
  void resetInTheHandshakeIsToldAsSuch() {
    assertThat(failure(spec, read(1), rst()).failure())
        .isEqualTo(new Failure(Failure.Kind.RESET, "connection reset"));
  }

  @Test
  void clientCertificateThatIsMissingInTls12FailsTheHandshake() {
    TlsServer tls = TlsServer.withClientAuth(good, ca.certificateOfCa()).only("TLSv1.2");
    Failed failed = failure(spec, startTls(tls), readToEnd());
    assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.ALERT);
    assertThat(failed.failure().detail())
        .contains("client certificate")
        // The server is the JDK's, whose newer versions send the second.
        .containsAnyOf("bad_certificate", "handshake_failure");
  }

  @Test
  void clientCertificateThatIsMissingInTls13FailsAfterTheHandshakeButInItsPhase() {
    TlsServer tls = TlsServer.withClientAuth(good, ca.certificateOfCa()).only("TLSv1.3");
    try (FaultyServer server = FaultyServer.playing(startTls(tls), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec);
      Failed failed = probe.failed();
      assertThat(probe.recorder().all(Secured.class)).hasSize(1);
      assertThat(failed.phase()).isEqualTo(Phase.TLS);
      assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.ALERT);
      assertThat(failed.failure().detail()).contains("client certificate");
    }
  }

  @Test
  void renegotiationIsRefusedByName() {
    TlsServer tls = TlsServer.of(good).only("TLSv1.2");
    try (FaultyServer server =
        FaultyServer.playing(startTls(tls), send("hello"), renegotiate(), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec);
      Failed failed = probe.failed();
      assertThat(failed.failure())
          .isEqualTo(
              new Failure(
                  Failure.Kind.TLS, "peer asked for a TLS renegotiation, which is refused"));
      assertThat(probe.recorder().received()).isEqualTo("hello");
      assertThat(failed.phase()).isEqualTo(Phase.RECEIVE);
    }
  }

  @Test
  void filesThatCannotBeReadAreALocalFault() {
    TlsSpec missing = GraphFixture.tls("a.example", dir.resolve("no-such.pem"));
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      Failed failed = net.open(server.endpoint(), missing).failed();
      assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.LOCAL);
      assertThat(failed.failure().detail())
          .isEqualTo("ca-file " + missing.caFile() + ": there is no such file");
    }
  }

  private static TlsSpec withMinVersion(TlsSpec spec, String minVersion) {
    return new TlsSpec(
        spec.serverName(),
        spec.verify(),
        spec.caFile(),
        spec.certFile(),
        spec.keyFile(),
        spec.keyPassword(),
        spec.alpn(),
        minVersion);
  }

  private static TlsSpec withAlpn(TlsSpec spec, String... alpn) {
    return new TlsSpec(
        spec.serverName(),
        spec.verify(),
        spec.caFile(),
        spec.certFile(),
        spec.keyFile(),
        spec.keyPassword(),
        List.of(alpn),
        spec.minVersion());
  }
}
