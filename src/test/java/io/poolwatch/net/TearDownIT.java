package io.poolwatch.net;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.sendEndlessly;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Received;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.Waiting;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever ends an attempt, its socket is freed, and nothing is told after the end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TearDownIT {
  private static final int MANY = 20;

  private GraphFixture net;
  private long idle;

  @BeforeAll
  void start() {
    // The JDK keeps one of its own once it has closed any.
    idle = sockets() + 1;
    net = new GraphFixture();
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      // The first connection opens what all of them share.
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.close(CloseMode.ABORT);
      server.peer(0).awaitDone();
    }
  }

  /** So that none counts what one before it has left to close. */
  @BeforeEach
  void awaitIdleness() {
    awaitSockets(idle);
  }

  @AfterAll
  void stop() {
    net.close();
  }

  /** How many sockets this process has open; other descriptors come and go with class files. */
  private static long sockets() {
    String[] descriptors = new File("/proc/self/fd").list();
    return Stream.of(Objects.requireNonNull(descriptors)).filter(TearDownIT::isSocket).count();
  }

  private static boolean isSocket(String descriptor) {
    try {
      Path target = Files.readSymbolicLink(Path.of("/proc/self/fd", descriptor));
      return target.toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
    }
  }

  private void awaitSockets(long before) {
    Waiting.until(() -> sockets() <= before, "sockets to fall from " + sockets() + " to " + before);
  }

  private interface Opening {
    GraphFixture.Probe open(FaultyServer server);
  }

  /** Opens many attempts, ends them once they are ready, and waits until their sockets are free. */
  private void abortMany(FaultyServer server, Opening opening, Consumer<Recorder> ready) {
    long before = sockets();
    // The server's own ends are closed after the aborts: its scripts end with the connection.
    List<GraphFixture.Probe> probes = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      probes.add(opening.open(server));
    }
    probes.forEach(probe -> ready.accept(probe.recorder()));
    List<Integer> told = probes.stream().map(probe -> probe.recorder().events().size()).toList();
    probes.forEach(probe -> probe.attempt().abort());
    awaitSockets(before);
    assertThat(probes.stream().map(probe -> probe.recorder().events().size()).toList())
        .isEqualTo(told);
  }

  @Test
  void abortWhileConnectingFreesTheSocket() {
    try (FaultyServer server = FaultyServer.blackHole()) {
      List<GraphFixture.Probe> probes = new ArrayList<>();
      // Many times over, as Pekko itself frees most of them.
      for (int round = 0; round < 10; round++) {
        abortMany(
            server,
            hole -> {
              GraphFixture.Probe probe = net.open(hole.endpoint());
              probes.add(probe);
              return probe;
            },
            recorder -> {});
      }
      assertThat(probes).allSatisfy(probe -> assertThat(probe.recorder().events()).isEmpty());
    }
  }

  @Test
  void abortRightAfterOpeningFreesTheSocket() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      long before = sockets();
      for (int i = 0; i < 10 * MANY; i++) {
        net.open(server.endpoint()).attempt().abort();
      }
      awaitSockets(before);
    }
  }

  @Test
  void abortInAStalledHandshakeFreesTheSocket() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      abortMany(
          server,
          one -> net.open(one.endpoint(), GraphFixture.tls("a.example", null)),
          recorder -> recorder.await(Connected.class));
    }
  }

  @Test
  void abortOfAnOpenConnectionFreesTheSocket() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      abortMany(
          server, one -> net.open(one.endpoint()), recorder -> recorder.await(Connected.class));
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }

  @Test
  void abortAfterThePeersFinFreesTheSocket() {
    try (FaultyServer server = FaultyServer.playing(fin(), readToEnd())) {
      abortMany(
          server, one -> net.open(one.endpoint()), recorder -> recorder.await(PeerClosed.class));
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }

  @Test
  void abortWhileThePeerDoesNotReadFreesTheSocket() {
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyServer server = FaultyServer.withReceiveBuffer(4096, pause(latch), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.send("r".repeat(16 * 1024 * 1024));
      probe.recorder().await(SendProgress.class);
      probe.attempt().abort();
      latch.countDown();
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }

  @Test
  void abortOfAnEndlessReplyEndsIt() {
    try (FaultyServer server = FaultyServer.playing(sendEndlessly("more "))) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Received.class);
      probe.attempt().abort();
      assertThat(server.peer(0).error()).isNotNull();
    }
  }

  @Test
  void closeBeforeConnectedIsToldWithoutAWay() {
    try (FaultyServer server = FaultyServer.blackHole()) {
      for (CloseMode mode : CloseMode.values()) {
        GraphFixture.Probe probe = net.open(server.endpoint());
        probe.close(mode);
        assertThat(probe.recorder().await(Closed.class).mode()).isNull();
      }
    }
  }

  @Test
  void abortOfAGracefulCloseThatAPeerHoldsUpFreesTheSocket() {
    CountDownLatch latch = new CountDownLatch(1);
    for (Step first : List.of(fin(), send("x"))) {
      try (FaultyServer server =
          FaultyServer.withReceiveBuffer(4096, first, pause(latch), readToEnd())) {
        GraphFixture.Probe probe = net.open(server.endpoint());
        probe.recorder().await(Connected.class);
        probe.send("r".repeat(16 * 1024 * 1024));
        probe.recorder().await(SendProgress.class);
        probe.close(CloseMode.GRACEFUL);
        probe.attempt().abort();
        latch.countDown();
        assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
      }
    }
  }

  @Test
  void abortOfAGracefulCloseThatWaitsForThePeerFreesTheSocket() {
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyServer server = FaultyServer.playing(pause(latch), readToEnd())) {
      long before = sockets();
      List<GraphFixture.Probe> probes = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        GraphFixture.Probe probe = net.open(server.endpoint());
        probe.recorder().await(Connected.class);
        probe.close(CloseMode.GRACEFUL);
        probes.add(probe);
      }
      server.peer(MANY - 1);
      assertThat(sockets()).isGreaterThan(before + MANY);
      probes.forEach(probe -> probe.attempt().abort());
      awaitSockets(before + MANY);
      latch.countDown();
      awaitSockets(before);
    }
  }

  @Test
  void sourceAddressIsUsed() throws UnknownHostException {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      InetAddress source = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
      GraphFixture.Probe probe =
          net.open(server.endpoint(), null, ProxyHeader.NONE, source, event -> {});
      probe.recorder().await(Connected.class);
      assertThat(server.peer(0).remote().getAddress()).isEqualTo(source);
      probe.attempt().abort();
    }
  }

  @Test
  void sourceAddressThatIsNotOursIsALocalFaultAtOnceAndLeaksNothing() throws UnknownHostException {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      long before = sockets();
      InetAddress foreign = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
      for (int i = 0; i < MANY; i++) {
        GraphFixture.Probe probe =
            net.open(server.endpoint(), null, ProxyHeader.NONE, foreign, event -> {});
        ConnectionEvent.Failed failed = probe.failed();
        assertThat(failed.phase()).isEqualTo(Phase.CONNECT);
        assertThat(failed.failure())
            .isEqualTo(
                new Failure(
                    Failure.Kind.LOCAL,
                    "cannot bind to 192.0.2.1: Cannot assign requested address"));
        assertThat(probe.attempt().socketOpened()).isTrue();
      }
      awaitSockets(before);
    }
  }

  @Test
  void listenerThatThrowsIsToldAsACrashAndTheSocketIsClosed() {
    for (Class<?> when : List.of(Connected.class, SendProgress.class, Received.class)) {
      try (FaultyServer server =
          FaultyServer.playing(readUntil("PING"), send("+PONG"), readToEnd())) {
        IllegalStateException bug = new IllegalStateException("bug in " + when);
        GraphFixture.Probe other = net.open(server.endpoint());
        GraphFixture.Probe probe =
            net.open(
                server.endpoint(),
                null,
                ProxyHeader.NONE,
                null,
                event -> {
                  if (when.isInstance(event)) {
                    throw bug;
                  }
                });
        if (when != Connected.class) {
          probe.recorder().await(Connected.class);
          probe.send("PING");
        }
        assertThat(probe.recorder().awaitCrash()).isSameAs(bug);
        other.recorder().await(Connected.class);
        other.send("PING");
        other.recorder().awaitReceived("+PONG");
        other.attempt().abort();
        server.peer(0).awaitDone();
        server.peer(1).awaitDone();
      }
    }
  }

  @Test
  void commandThatBreaksTheRulesIsACrash() {
    try (FaultyServer server = FaultyServer.playing(readToEnd());
        FaultyServer hole = FaultyServer.blackHole()) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.close(CloseMode.GRACEFUL);
      probe.send("too late");
      GraphFixture.Probe early = net.open(hole.endpoint());
      early.send("too early");
      assertThat(early.recorder().awaitCrash()).isInstanceOf(IllegalStateException.class);
      assertThat(early.recorder().events()).isEmpty();
    }
  }

  @Test
  void streamsThatAreStoppedFromOutsideBlameNoServer() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      GraphFixture shortLived = new GraphFixture();
      GraphFixture.Probe probe = shortLived.open(server.endpoint());
      probe.recorder().await(Connected.class);
      shortLived.close();
      // Either the stream or its socket is stopped first.
      if (probe.recorder().awaitEnd() instanceof ConnectionEvent.Failed failed) {
        assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.LOCAL);
      } else {
        assertThat(probe.recorder().awaitCrash()).hasMessageContaining("stopped from outside");
      }
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }
}
