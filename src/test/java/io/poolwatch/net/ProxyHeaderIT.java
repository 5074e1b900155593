package io.poolwatch.net;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TlsServer;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY header is the first thing that a server sees, in front of TLS too. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProxyHeaderIT {
  private static final int V2_IPV4_BYTES = 28;

  @TempDir static Path dir;

  private final TestCertificates.Authority ca = TestCertificates.ca("Test CA");
  private final TlsServer tls =
      TlsServer.of(ca.certificate().names("a.example").addresses("::1").issue());
  private GraphFixture net;
  private TlsSpec spec;

  @BeforeAll
  void start() {
    net = new GraphFixture();
    spec =
        GraphFixture.tls(
            "a.example",
            PemWriter.certificates(dir.resolve("ca.pem"), List.of(ca.certificateOfCa())));
  }

  @AfterAll
  void stop() {
    net.close();
  }

  private GraphFixture.Probe open(FaultyServer server, boolean secure, ProxyHeader header) {
    return net.open(server.endpoint(), secure ? spec : null, header, null, event -> {});
  }

  private static String v1(String family, String host, Peer peer, FaultyServer server) {
    return String.format(
        "PROXY %s %s %s %d %d\r\n", family, host, host, peer.remote().getPort(), server.port());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void versionOneComesFirstOverIpv4(boolean secure) {
    try (FaultyServer server =
        secure
            ? FaultyServer.playing(
                readUntil("\r\n"), startTls(tls), readUntil("PING"), send("ok"), readToEnd())
            : FaultyServer.playing(readUntil("\r\n"), readUntil("PING"), send("ok"), readToEnd())) {
      GraphFixture.Probe probe = open(server, secure, ProxyHeader.V1);
      if (secure) {
        probe.recorder().await(Secured.class);
      } else {
        probe.recorder().await(Connected.class);
      }
      probe.send("PING");
      probe.recorder().awaitReceived("ok");
      Peer peer = server.peer(0);
      assertThat(peer.text()).isEqualTo(v1("TCP4", "127.0.0.1", peer, server) + "PING");
      probe.attempt().abort();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void versionTwoComesFirstOverIpv4(boolean secure) {
    try (FaultyServer server =
        secure
            ? FaultyServer.playing(read(V2_IPV4_BYTES), startTls(tls), send("ok"), readToEnd())
            : FaultyServer.playing(read(V2_IPV4_BYTES), send("ok"), readToEnd())) {
      GraphFixture.Probe probe = open(server, secure, ProxyHeader.V2);
      probe.recorder().awaitReceived("ok");
      Peer peer = server.peer(0);
      ByteBuffer ports = ByteBuffer.allocate(4);
      ports.putShort((short) peer.remote().getPort()).putShort((short) server.port());
      assertThat(HexFormat.of().formatHex(peer.received()))
          .isEqualTo(
              "0d0a0d0a000d0a515549540a"
                  + "2111000c"
                  + "7f0000017f000001"
                  + HexFormat.of().formatHex(ports.array()));
      probe.attempt().abort();
    }
  }

  @Test
  void bothVersionsKnowIpv6() {
    try (FaultyServer server = FaultyServer.on("::1", readUntil("\r\n"), fin(), readToEnd())) {
      GraphFixture.Probe probe = open(server, false, ProxyHeader.V1);
      probe.recorder().await(PeerClosed.class);
      Peer peer = server.peer(0);
      assertThat(peer.text()).isEqualTo(v1("TCP6", "0:0:0:0:0:0:0:1", peer, server));
      probe.attempt().abort();
    }
    try (FaultyServer server = FaultyServer.on("::1", read(52), fin(), readToEnd())) {
      GraphFixture.Probe probe = open(server, false, ProxyHeader.V2);
      probe.recorder().await(PeerClosed.class);
      byte[] header = server.peer(0).received();
      assertThat(HexFormat.of().formatHex(Arrays.copyOfRange(header, 12, 16)))
          .isEqualTo("21210024");
      probe.attempt().abort();
    }
  }

  @Test
  void ipv6WithoutANameVerifiesTheAddressAndSendsNoName() {
    TlsSpec noName = GraphFixture.tls(null, spec.caFile());
    try (FaultyServer server = FaultyServer.on("::1", startTls(tls), send("ok"), readToEnd())) {
      InetSocketAddress endpoint = server.endpoint();
      GraphFixture.Probe probe = net.open(endpoint, noName);
      assertThat(probe.recorder().await(Secured.class).tls().serverName()).isNull();
      probe.recorder().awaitReceived("ok");
      assertThat(server.peer(0).serverName()).isNull();
      probe.attempt().abort();
    }
  }
}
