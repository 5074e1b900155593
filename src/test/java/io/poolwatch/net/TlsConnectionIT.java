package io.poolwatch.net;

import static io.poolwatch.testkit.Step.closeNotify;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Received;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS over TCP: what a good handshake and a good conversation look like. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TlsConnectionIT {
  private final TestCertificates.Authority ca = TestCertificates.ca("Test CA");
  private final TestCertificates.Identity identity =
      ca.certificate().names("a.example", "b.example").addresses("127.0.0.1", "::1").issue();
  private GraphFixture net;
  @TempDir static Path dir;
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

  private TlsSpec spec() {
    return GraphFixture.tls("a.example", caFile);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aRequestAndItsReplyOverTls(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server =
        FaultyServer.playing(
            startTls(tls), readUntil("PING\r\n"), send("+PONG\r\n"), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      TlsInfo info = probe.recorder().await(Secured.class).tls();
      assertThat(info.version()).isEqualTo(version);
      assertThat(info.cipher()).startsWith("TLS_");
      assertThat(info.alpn()).isNull();
      assertThat(info.serverName()).isEqualTo("a.example");
      assertThat(info.notAfter()).isEqualTo(identity.leaf().getNotAfter().toInstant());
      probe.send("PING\r\n");
      probe.recorder().awaitReceived("+PONG\r\n");
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(probe.recorder().story())
          .containsExactly("Connected", "Secured", "SendProgress", "Received", "Closed");
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.CLOSE_NOTIFY, Peer.End.FIN);
      assertThat(server.peer(0).serverName()).isEqualTo("a.example");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void abortOverTlsIsReset(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server = FaultyServer.playing(startTls(tls), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Secured.class);
      server.peer(0).awaitSecured();
      probe.close(CloseMode.ABORT);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.ABORT);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void closeNotifyOfThePeerIsItsClose(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server =
        FaultyServer.playing(startTls(tls), send("bye"), closeNotify(), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(PeerClosed.class);
      assertThat(probe.recorder().received()).isEqualTo("bye");
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.CLOSE_NOTIFY, Peer.End.FIN);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void finWithoutCloseNotifyIsAlsoThePeersClose(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server =
        FaultyServer.playing(startTls(tls), send("cut"), fin(), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(PeerClosed.class);
      assertThat(probe.recorder().received()).isEqualTo("cut");
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(probe.recorder().story())
          .containsExactly("Connected", "Secured", "Received", "PeerClosed", "Closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void everythingThatCameBeforeAResetIsReceivedFirst(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    String reply = "y".repeat(30_000);
    try (FaultyServer server = FaultyServer.playing(startTls(tls), read(4), send(reply), rst())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Secured.class);
      probe.send("PING");
      Failed failed = probe.failed();
      assertThat(failed.phase()).isEqualTo(Phase.RECEIVE);
      assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.RESET);
      assertThat(probe.recorder().received()).hasSize(reply.length());
      assertThat(probe.recorder().received().equals(reply)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void aLargeRequestLeavesInPiecesOnlyAsThePeerReads(String version) {
    CountDownLatch latch = new CountDownLatch(1);
    String request = "r".repeat(8 * 1024 * 1024 + 5);
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server =
        FaultyServer.withReceiveBuffer(
            4096, startTls(tls), pause(latch), read(request.length()), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Secured.class);
      probe.send(request);
      probe.recorder().await(SendProgress.class);
      latch.countDown();
      probe.recorder().await(SendProgress.class, progress -> progress.remaining() == 0);
      int remaining = request.length();
      for (SendProgress progress : probe.recorder().all(SendProgress.class)) {
        assertThat(progress.sent()).isLessThanOrEqualTo(Outbox.PIECE_BYTES);
        remaining -= progress.sent();
        assertThat(progress.remaining()).isEqualTo(remaining);
      }
      assertThat(probe.recorder().all(SendProgress.class)).hasSize(513);
      Waiting.until(
          () -> server.peer(0).received().length == request.length(), "the whole request");
      probe.attempt().abort();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void startTlsWorksInsideAnOpenConnection(String version) {
    TlsServer tls = TlsServer.of(identity).only(version);
    try (FaultyServer server =
        FaultyServer.playing(
            send("220 ready\r\n"),
            readUntil("STARTTLS\r\n"),
            send("220 go ahead\r\n"),
            startTls(tls),
            readUntil("QUIT\r\n"),
            send("221 bye\r\n"),
            readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().awaitReceived("220 ready\r\n");
      probe.send("STARTTLS\r\n");
      probe.recorder().awaitReceived("go ahead\r\n");
      probe.attempt().startTls(spec());
      assertThat(probe.recorder().await(Secured.class).tls().version()).isEqualTo(version);
      probe.send("QUIT\r\n");
      probe.recorder().awaitReceived("221 bye\r\n");
      probe.close(CloseMode.GRACEFUL);
      probe.recorder().await(Closed.class);
      assertThat(server.peer(0).text()).isEqualTo("STARTTLS\r\nQUIT\r\n");
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.CLOSE_NOTIFY, Peer.End.FIN);
      assertThat(probe.recorder().story())
          .containsExactly(
              "Connected",
              "Received",
              "SendProgress",
              "Received",
              "Secured",
              "SendProgress",
              "Received",
              "Closed");
    }
  }

  @Test
  void connectedIsToldBeforeTheHandshakeBegins() {
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyServer server = FaultyServer.playing(pause(latch))) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Connected.class);
      assertThat(probe.recorder().story()).containsExactly("Connected");
      probe.attempt().abort();
      latch.countDown();
    }
  }

  @Test
  void receivedIsNeverToldAheadOfSecured() {
    TlsServer tls = TlsServer.of(identity);
    try (FaultyServer server = FaultyServer.playing(startTls(tls), send("banner"), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Received.class);
      assertThat(probe.recorder().story()).containsExactly("Connected", "Secured", "Received");
      probe.attempt().abort();
    }
  }

  @Test
  void gracefulCloseInAStalledHandshakeSendsFin() {
    try (FaultyServer server = FaultyServer.playing(read(1), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint(), spec());
      probe.recorder().await(Connected.class);
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.FIN);
    }
  }
}
