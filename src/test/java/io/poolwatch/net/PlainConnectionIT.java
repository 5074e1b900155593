package io.poolwatch.net;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.trickle;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Phase;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Plain TCP: the order of events, the ways to end, and what goes wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlainConnectionIT {
  private GraphFixture net;

  @BeforeAll
  void start() {
    net = new GraphFixture();
  }

  @AfterAll
  void stop() {
    net.close();
  }

  @Test
  void connectingIsToldAndNothingElseHappensUntilTheClose() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.close(CloseMode.ABORT);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.ABORT);
      assertThat(probe.recorder().story()).containsExactly("Connected", "Closed");
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
      assertThat(probe.attempt().socketOpened()).isTrue();
    }
  }

  @Test
  void aRequestAndItsReplyAreToldInOrder() {
    try (FaultyServer server =
        FaultyServer.playing(readUntil("PING\r\n"), send("+PONG\r\n"), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.send("PING\r\n");
      probe.recorder().awaitReceived("+PONG\r\n");
      probe.close(CloseMode.GRACEFUL);
      probe.recorder().await(Closed.class);
      assertThat(probe.recorder().story())
          .containsExactly("Connected", "SendProgress", "Received", "Closed");
      SendProgress progress = probe.recorder().all(SendProgress.class).get(0);
      assertThat(progress.sent()).isEqualTo(6);
      assertThat(progress.remaining()).isZero();
    }
  }

  @Test
  void refusedConnectionIsToldAsSuch() {
    Failed failed = net.open(FaultyServer.nobody()).failed();
    assertThat(failed.phase()).isEqualTo(Phase.CONNECT);
    assertThat(failed.failure()).isEqualTo(new Failure(Failure.Kind.REFUSED, "connection refused"));
  }

  @Test
  void gracefulCloseSendsFinAndWaitsForThePeers() {
    try (FaultyServer server = FaultyServer.playing(readToEnd(), fin())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.FIN);
    }
  }

  @Test
  void gracefulCloseWaitsForAPeerThatDoesNotAnswerUntilItIsAborted() {
    CountDownLatch latch = new CountDownLatch(1);
    try (FaultyServer server = FaultyServer.playing(readUntil("bye"), pause(latch), send("late"))) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.send("bye");
      probe.recorder().await(SendProgress.class);
      probe.close(CloseMode.GRACEFUL);
      probe.attempt().abort();
      latch.countDown();
      server.peer(0).awaitDone();
      assertThat(probe.recorder().story()).containsExactly("Connected", "SendProgress");
    }
  }

  @Test
  void plainCloseIsEnoughWhenThePeerHasClosed() {
    try (FaultyServer server = FaultyServer.playing(fin(), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(PeerClosed.class);
      probe.close(CloseMode.GRACEFUL);
      assertThat(probe.recorder().await(Closed.class).mode()).isEqualTo(CloseMode.GRACEFUL);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.FIN);
      assertThat(probe.recorder().story()).containsExactly("Connected", "PeerClosed", "Closed");
    }
  }

  @Test
  void ourSideStaysOpenAfterThePeersFin() {
    try (FaultyServer server = FaultyServer.playing(fin(), readUntil("still here"), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(PeerClosed.class);
      probe.send("still here");
      assertThat(probe.recorder().await(SendProgress.class).remaining()).isZero();
      probe.close(CloseMode.ABORT);
      probe.recorder().await(Closed.class);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
      assertThat(server.peer(0).text()).isEqualTo("still here");
    }
  }

  @Test
  void resetAfterThePeersFinFailsTheNextSend() {
    try (FaultyServer server = FaultyServer.playing(fin(), read(4), rst())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(PeerClosed.class);
      probe.send("PING");
      probe.recorder().await(SendProgress.class);
      server.peer(0).awaitDone();
      probe.send("more");
      Failed failed = probe.failed();
      assertThat(failed.phase()).isEqualTo(Phase.SEND);
      assertThat(failed.failure().kind()).isEqualTo(Failure.Kind.RESET);
    }
  }

  @Test
  void everythingThatCameBeforeAResetIsReceivedFirst() {
    String reply = "x".repeat(30_000);
    try (FaultyServer server = FaultyServer.playing(read(4), send(reply), rst())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.send("PING");
      Failed failed = probe.failed();
      assertThat(failed.phase()).isEqualTo(Phase.RECEIVE);
      assertThat(failed.failure()).isEqualTo(new Failure(Failure.Kind.RESET, "connection reset"));
      assertThat(probe.recorder().received()).hasSize(reply.length());
      assertThat(probe.recorder().received().equals(reply)).isTrue();
    }
  }

  @Test
  void trickledBytesComeInOrder() {
    try (FaultyServer server =
        FaultyServer.playing(trickle("+PONG\r\n", Duration.ofMillis(2)), fin())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(PeerClosed.class);
      assertThat(probe.recorder().received()).isEqualTo("+PONG\r\n");
      probe.attempt().abort();
    }
  }

  @Test
  void aLargeRequestLeavesInPiecesOnlyAsThePeerReads() {
    CountDownLatch latch = new CountDownLatch(1);
    String request = "r".repeat(8 * 1024 * 1024 + 5);
    try (FaultyServer server =
        FaultyServer.withReceiveBuffer(4096, pause(latch), read(request.length()), readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.send(request);
      probe.recorder().await(SendProgress.class);
      assertThat(last(probe.recorder().all(SendProgress.class)).remaining()).isPositive();
      latch.countDown();
      probe.recorder().await(SendProgress.class, progress -> progress.remaining() == 0);
      List<SendProgress> all = probe.recorder().all(SendProgress.class);
      assertThat(all).hasSize(513);
      int remaining = request.length();
      for (SendProgress progress : all) {
        assertThat(progress.sent()).isLessThanOrEqualTo(Outbox.PIECE_BYTES);
        remaining -= progress.sent();
        assertThat(progress.remaining()).isEqualTo(remaining);
      }
      Waiting.until(
          () -> server.peer(0).received().length == request.length(), "the whole request");
      probe.close(CloseMode.ABORT);
      assertThat(server.peer(0).ends()).containsExactly(Peer.End.RST);
    }
  }

  @Test
  void anEmptySendHasLeftAtOnce() {
    try (FaultyServer server = FaultyServer.playing(readToEnd())) {
      GraphFixture.Probe probe = net.open(server.endpoint());
      probe.recorder().await(Connected.class);
      probe.attempt().send(ByteString.emptyByteString());
      SendProgress progress = probe.recorder().await(SendProgress.class);
      assertThat(progress.sent()).isZero();
      assertThat(progress.remaining()).isZero();
      probe.attempt().abort();
    }
  }

  private static <T> T last(List<T> list) {
    return list.get(list.size() - 1);
  }
}
