package io.poolwatch.net;

import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each setting of {@link TlsSpec}, as the server sees it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsSettingsIT {
  @TempDir static Path dir;

  private final TestCertificates.Authority ca = TestCertificates.ca("Test CA");
  private final Identity good = ca.certificate().names("a.example").issue();
  private final Identity foreign =
      TestCertificates.ca("Foreign CA").certificate().names("c.example").issue();
  private GraphFixture net;
  private Path caFile;

  @BeforeAll
  void start() {
    net = new GraphFixture();
    caFile = PemWriter.certificates(dir.resolve("ca.pem"), List.of(ca.certificateOfCa()));
  }

  @AfterAll
  void stop() {
    net.close();
  }

  private TlsSpec spec(
      @Nullable String name, TlsSpec.Verify verify, @Nullable Identity client, String... alpn) {
    Path certFile = null;
    Path keyFile = null;
    if (client != null) {
      String file = "client-" + client.leaf().getSerialNumber();
      certFile = PemWriter.certificates(dir.resolve(file + ".pem"), client.chain());
      keyFile = PemWriter.key(dir.resolve(file + ".key"), client.key());
    }
    return new TlsSpec(name, verify, caFile, certFile, keyFile, null, List.of(alpn), "TLSv1.2");
  }

  /** The handshake's outcome on both sides; data has come, so that the server is content. */
  private Outcome handshake(TlsServer tls, TlsSpec spec) {
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("ok"), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec);
      probe.recorder().awaitReceived("ok");
      probe.attempt().abort();
      server.peer(0).awaitDone();
      return new Outcome(probe.recorder().await(Secured.class).tls(), server.peer(0));
    }
  }

  private record Outcome(TlsInfo info, Peer peer) {}

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void applicationProtocolIsNegotiated(String version) {
    TlsServer tls = TlsServer.of(good).speaking("h2").only(version);
    Outcome both =
        handshake(tls, spec("a.example", TlsSpec.Verify.REQUIRED, null, "http/1.1", "h2"));
    assertThat(both.info().alpn()).isEqualTo("h2");
    assertThat(both.peer().alpn()).isEqualTo("h2");
  }

  @ParameterizedTest
  @CsvSource({"RSA,TLSv1.2", "RSA,TLSv1.3", "EC,TLSv1.2", "EC,TLSv1.3", "Ed25519,TLSv1.3"})
  void clientCertificateIsSentWhenAskedFor(String algorithm, String version) {
    Identity client =
        ca.intermediate("Client CA").certificate().commonName("probe").key(algorithm).issue();
    TlsServer tls = TlsServer.withClientAuth(good, ca.certificateOfCa()).only(version);
    Outcome both = handshake(tls, spec("a.example", TlsSpec.Verify.REQUIRED, client));
    assertThat(both.peer().clientSubject()).isEqualTo("CN=probe");
  }

  @ParameterizedTest
  @CsvSource({"RSA,TLSv1.2", "RSA,TLSv1.3", "EC,TLSv1.2", "EC,TLSv1.3", "Ed25519,TLSv1.3"})
  void serverCertificatesOfEveryKindOfKeyAreAccepted(String algorithm, String version) {
    Identity server =
        ca.intermediate("Middle CA").certificate().names("a.example").key(algorithm).issue();
    Outcome both =
        handshake(
            TlsServer.of(server).only(version), spec("a.example", TlsSpec.Verify.REQUIRED, null));
    assertThat(both.info().notAfter()).isEqualTo(server.leaf().getNotAfter().toInstant());
  }

  @Test
  void chainVerificationIgnoresTheName() {
    Outcome both = handshake(TlsServer.of(good), spec("z.example", TlsSpec.Verify.CHAIN, null));
    assertThat(both.peer().serverName()).isEqualTo("z.example");
  }

  @Test
  void noVerificationAcceptsAnyCertificateAndShowsItsEnd() {
    Outcome both = handshake(TlsServer.of(foreign), spec("z.example", TlsSpec.Verify.NONE, null));
    assertThat(both.info().notAfter()).isEqualTo(foreign.leaf().getNotAfter().toInstant());
  }

  @ParameterizedTest
  @EnumSource(
      value = TlsSpec.Verify.class,
      names = {"REQUIRED", "CHAIN"})
  void otherVerificationRefusesAForeignCertificate(TlsSpec.Verify verify) {
    try (FaultyServer server = FaultyServer.playing(startTls(TlsServer.of(foreign)), readToEnd())) {
      assertThat(net.open(server.endpoint(), spec("c.example", verify, null)).failed().failure())
          .extracting(failure -> failure.kind().name())
          .isEqualTo("UNKNOWN_CA");
    }
  }

  @Test
  void nameWithoutADotIsSentAndVerified() {
    Identity local = ca.certificate().names("localhost").issue();
    Outcome both = handshake(TlsServer.of(local), spec("localhost", TlsSpec.Verify.REQUIRED, null));
    assertThat(both.peer().serverName()).isEqualTo("localhost");
  }

  @Test
  void nameThatIsNoHostNameIsNotSentAndCannotBeVerified() {
    Outcome both = handshake(TlsServer.of(good), spec("my_service", TlsSpec.Verify.CHAIN, null));
    assertThat(both.peer().serverName()).isNull();
    assertThat(both.info().serverName()).isNull();
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      TlsSpec verified = spec("my_service", TlsSpec.Verify.REQUIRED, null);
      assertThat(net.open(server.endpoint(), verified).failed().failure().detail())
          .startsWith("server-name my_service is not a host name");
    }
  }

  @Test
  void dotAtTheEndOfAServerNameIsNotSent() {
    Outcome both = handshake(TlsServer.of(good), spec("a.example.", TlsSpec.Verify.REQUIRED, null));
    assertThat(both.peer().serverName()).isEqualTo("a.example");
    assertThat(both.info().serverName()).isEqualTo("a.example");
  }

  @Test
  void encryptedKeyIsReadWithItsPassword() {
    Identity client = ca.certificate().commonName("probe").issue();
    TlsSpec plain = spec("a.example", TlsSpec.Verify.REQUIRED, client);
    List<String> lines = new ArrayList<>();
    lines.add(PemWriter.encryptedKey(client.key(), "s3cret"));
    Path keyFile = PemWriter.write(dir.resolve("encrypted.key"), String.join("", lines));
    TlsSpec encrypted =
        new TlsSpec(
            plain.serverName(),
            plain.verify(),
            plain.caFile(),
            plain.certFile(),
            keyFile,
            new Secret("s3cret"),
            plain.alpn(),
            plain.minVersion());
    TlsServer tls = TlsServer.withClientAuth(good, ca.certificateOfCa());
    assertThat(handshake(tls, encrypted).peer().clientSubject()).isEqualTo("CN=probe");
  }
}
