package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Received;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsSpec;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.stream.StreamTcpException;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The course of an attempt, step by step, on a wire of paper. */
final class ConversationTest {
  private static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000);
  private static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 80);

  private final List<ConnectionEvent> events = new ArrayList<>();
  private final PaperWire wire = new PaperWire();

  private static final class PaperWire implements Wire {
    private final List<String> calls = new ArrayList<>();

    @Override
    public void write(ByteString bytes) {
      calls.add("write " + bytes.size());
    }

    @Override
    public void read() {
      calls.add("read");
    }

    @Override
    public void finish() {
      calls.add("finish");
    }

    @Override
    public void task(Runnable task) {
      calls.add("task");
    }

    @Override
    public void reset() {
      calls.add("reset");
    }
  }

  private Conversation conversation(ProxyHeader proxy, @Nullable TlsSpec tls) {
    ConnectPlan plan =
        new ConnectPlan(
            new HostPort("127.0.0.1", 80, Optional.of(LOCAL.getAddress())), tls, proxy, null);
    ConnectionGraph.Listener listener =
        new ConnectionGraph.Listener() {
          @Override
          public void on(ConnectionEvent event) {
            events.add(event);
          }

          @Override
          public void crashed(Throwable cause) {
            throw new AssertionError(cause);
          }
        };
    return new Conversation(
        7, plan, REMOTE, new TlsContexts(true, Clock.systemUTC()), listener, () -> 42L, wire);
  }

  private Conversation open() {
    Conversation conversation = conversation(ProxyHeader.NONE, null);
    conversation.onConnected(LOCAL);
    events.clear();
    wire.calls.clear();
    return conversation;
  }

  @Test
  void connectedIsToldAtOnceAndReadingBegins() {
    conversation(ProxyHeader.NONE, null).onConnected(LOCAL);
    assertThat(events).containsExactly(new Connected(7, 42));
    assertThat(wire.calls).containsExactly("read");
  }

  @Test
  void connectedIsToldOnlyWhenTheProxyHeaderHasLeft() {
    Conversation conversation = conversation(ProxyHeader.V2, null);
    conversation.onConnected(LOCAL);
    assertThat(events).isEmpty();
    assertThat(wire.calls).containsExactly("write 28");
    conversation.onWritten();
    assertThat(events).containsExactly(new Connected(7, 42));
  }

  @Test
  void failureBehindTheProxyHeaderIsStillAFailureToConnect() {
    Conversation conversation = conversation(ProxyHeader.V1, null);
    conversation.onConnected(LOCAL);
    conversation.onBroken(reset());
    assertThat(events)
        .containsExactly(
            new Failed(7, 42, Phase.CONNECT, new Failure(Failure.Kind.RESET, "connection reset")));
  }

  @Test
  void resetWhileConnectingIsThatOfAConnectionThatWasMade() {
    conversation(ProxyHeader.NONE, null).onBroken(reset());
    assertThat(events).containsExactly(new Connected(7, 42), resetIn(Phase.RECEIVE));
    assertThat(wire.calls).containsExactly("reset");
  }

  @Test
  void resetWhileConnectingIsOneInTheHandshakeWhereTlsIsPlanned() {
    conversation(ProxyHeader.NONE, GraphFixture.tls("a.example", null)).onBroken(reset());
    assertThat(events).containsExactly(new Connected(7, 42), resetIn(Phase.TLS));
  }

  @Test
  void resetWhileConnectingIsAFailureToConnectWhereTheProxyHeaderHasNotLeft() {
    conversation(ProxyHeader.V1, null).onBroken(reset());
    assertThat(events).containsExactly(resetIn(Phase.CONNECT));
  }

  @Test
  void refusalWhileConnectingIsAFailureToConnect() {
    conversation(ProxyHeader.NONE, null).onBroken(new ConnectException("Connection refused"));
    assertThat(events)
        .containsExactly(
            new Failed(
                7, 42, Phase.CONNECT, new Failure(Failure.Kind.REFUSED, "connection refused")));
  }

  private static Failed resetIn(Phase phase) {
    return new Failed(7, 42, phase, new Failure(Failure.Kind.RESET, "connection reset"));
  }

  @Test
  void requestLeavesInPiecesOneAtATime() {
    Conversation conversation = open();
    conversation.send(bytes(40_000));
    assertThat(wire.calls).containsExactly("write 16384");
    conversation.onWritten();
    conversation.onWritten();
    conversation.onWritten();
    assertThat(wire.calls).containsExactly("write 16384", "write 16384", "write 7232");
    assertThat(events)
        .containsExactly(
            new SendProgress(7, 42, 16_384, 23_616),
            new SendProgress(7, 42, 16_384, 7_232),
            new SendProgress(7, 42, 7_232, 0));
  }

  @Test
  void failureIsNamedByWhatWasUnderWay() {
    assertThat(phaseOfFailure(open())).isEqualTo(Phase.RECEIVE);
    Conversation sending = open();
    sending.send(bytes(1));
    assertThat(phaseOfFailure(sending)).isEqualTo(Phase.SEND);
    Conversation sent = open();
    sent.send(bytes(1));
    sent.onWritten();
    assertThat(phaseOfFailure(sent)).isEqualTo(Phase.RECEIVE);
    Conversation partly = open();
    partly.send(bytes(20_000));
    partly.onWritten();
    assertThat(phaseOfFailure(partly)).isEqualTo(Phase.SEND);
  }

  private Phase phaseOfFailure(Conversation conversation) {
    conversation.onBroken(reset());
    return ((Failed) events.get(events.size() - 1)).phase();
  }

  @Test
  void failureHasLetGoOfTheConnectionWhenItIsTold() {
    Conversation conversation = open();
    conversation.onBroken(reset());
    assertThat(wire.calls).containsExactly("reset");
    assertThat(conversation.over()).isTrue();
  }

  @Test
  void nothingHappensAfterTheEnd() {
    Conversation conversation = open();
    conversation.abort();
    conversation.onBytes(bytes(1));
    conversation.onWritten();
    conversation.onPeerFinished();
    conversation.onBroken(reset());
    conversation.onConnected(LOCAL);
    conversation.onLocalFault("none");
    conversation.send(bytes(1));
    conversation.close(CloseMode.GRACEFUL);
    conversation.close(CloseMode.ABORT);
    conversation.abort();
    assertThat(events).isEmpty();
    assertThat(wire.calls).containsExactly("reset");
  }

  @Test
  void gracefulCloseLetsTheRequestLeaveFirst() {
    Conversation conversation = open();
    conversation.send(bytes(20_000));
    conversation.close(CloseMode.GRACEFUL);
    conversation.onWritten();
    conversation.onWritten();
    assertThat(wire.calls).containsExactly("write 16384", "write 3616", "finish");
    conversation.onPeerFinished();
    assertThat(events).last().isEqualTo(new Closed(7, 42, CloseMode.GRACEFUL));
  }

  @Test
  void bytesThatComeAfterTheCloseAreDropped() {
    Conversation conversation = open();
    conversation.close(CloseMode.GRACEFUL);
    conversation.onBytes(bytes(5));
    assertThat(events).isEmpty();
  }

  @Test
  void resetThatAnswersOurGoodbyeIsAGoodClose() {
    Conversation conversation = open();
    conversation.close(CloseMode.GRACEFUL);
    conversation.onBroken(reset());
    assertThat(events).containsExactly(new Closed(7, 42, CloseMode.GRACEFUL));
  }

  @Test
  void closeAfterThePeersFinIsOverAtOnce() {
    Conversation conversation = open();
    conversation.onPeerFinished();
    conversation.close(CloseMode.GRACEFUL);
    assertThat(events)
        .containsExactly(new PeerClosed(7, 42), new Closed(7, 42, CloseMode.GRACEFUL));
    assertThat(wire.calls).containsExactly("finish");
  }

  @Test
  void abortAfterAGracefulCloseIsSilent() {
    Conversation conversation = open();
    conversation.close(CloseMode.GRACEFUL);
    conversation.abort();
    conversation.onPeerFinished();
    assertThat(events).isEmpty();
    assertThat(wire.calls).endsWith("reset");
  }

  @Test
  void handshakeBeginsWhenTlsIsPlanned() {
    Conversation conversation = conversation(ProxyHeader.NONE, GraphFixture.tls("a.example", null));
    conversation.onConnected(LOCAL);
    assertThat(events).containsExactly(new Connected(7, 42));
    assertThat(wire.calls).hasSize(2).last().asString().startsWith("write ");
    conversation.onPeerFinished();
    assertThat(events)
        .last()
        .isEqualTo(
            new Failed(
                7,
                42,
                Phase.TLS,
                new Failure(Failure.Kind.HANDSHAKE_CLOSED, "peer closed the connection")));
  }

  @Test
  void commandsOutOfTurnAreBugsOfTheirSender() {
    Conversation connecting = conversation(ProxyHeader.NONE, null);
    assertBug(() -> connecting.send(bytes(1)));
    assertBug(() -> connecting.startTls(GraphFixture.tls("a.example", null)));
    Conversation sending = open();
    sending.send(bytes(1));
    assertBug(() -> sending.send(bytes(1)));
    assertBug(() -> sending.startTls(GraphFixture.tls("a.example", null)));
    Conversation handshaking = conversation(ProxyHeader.NONE, GraphFixture.tls("a.example", null));
    handshaking.onConnected(LOCAL);
    assertBug(() -> handshaking.send(bytes(1)));
    assertBug(() -> handshaking.startTls(GraphFixture.tls("a.example", null)));
  }

  private static void assertBug(Runnable command) {
    assertThatThrownBy(command::run).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void receivedBytesAreHandedOn() {
    Conversation conversation = open();
    conversation.onBytes(bytes(3));
    assertThat(events).containsExactly(new Received(7, 42, bytes(3)));
  }

  private static ByteString bytes(int count) {
    return ByteString.fromArray(new byte[count]);
  }

  private static Throwable reset() {
    return new StreamTcpException(
        "The connection closed with error: "
            + new SocketException("Connection reset").getMessage());
  }
}
