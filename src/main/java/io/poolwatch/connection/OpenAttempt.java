package io.poolwatch.connection;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.Phase;
import io.poolwatch.model.Timeouts;
import io.poolwatch.net.ConnectionGraph;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has had no terminal event yet: what is pending, and which deadline that has.
 *
 * <p>Connecting, which is TCP, PROXY header and TLS, is one phase for the deadline; a send and the
 * wait for the reply after it are one each; receiving moves nothing.
 */
final class OpenAttempt {
  private final ConnectionActor.Open order;
  private final Timeouts timeouts;
  private final long openedNanos;
  private final ConnectionGraph.Attempt stream;
  private final Deadline deadline;
  private Phase phase = Phase.CONNECT;

  /** What had been done of our own work when what is pending now began. */
  private Duration workedBefore = Duration.ZERO;

  /**
   * An attempt whose stream has just been opened.
   *
   * @param order what was asked for
   * @param openedNanos now
   * @param stream the attempt on the network
   * @param deadline armed by this attempt from now on, until its terminal event
   */
  OpenAttempt(
      ConnectionActor.Open order,
      long openedNanos,
      ConnectionGraph.Attempt stream,
      Deadline deadline) {
    this.order = order;
    this.timeouts = order.timeouts();
    this.openedNanos = openedNanos;
    this.stream = stream;
    this.deadline = deadline;
    deadline.begin(timeouts.total(), order.totalFromNanos());
    deadline.arm(openedNanos, timeouts.connect());
  }

  long number() {
    return order.attempt();
  }

  long openedNanos() {
    return openedNanos;
  }

  void send(ConnectionActor.Send send, long nowNanos) {
    if (phase != Phase.CLOSE) {
      pending(Phase.SEND, timeouts.check(), nowNanos);
      stream.send(send.bytes());
    }
  }

  void startTls(ConnectionActor.StartTls start, long nowNanos) {
    if (phase != Phase.CLOSE) {
      pending(Phase.TLS, timeouts.connect(), nowNanos);
      stream.startTls(start.tls());
    }
  }

  /** Ends the attempt; the terminal event if that is done at once, null if a goodbye is said. */
  ConnectionEvent.@Nullable Closed close(ConnectionActor.Close close, long nowNanos) {
    if (phase == Phase.CLOSE) {
      return null;
    }
    if (phase == Phase.CONNECT || close.mode() == CloseMode.ABORT) {
      stream.abort();
      CloseMode mode = phase == Phase.CONNECT ? null : CloseMode.ABORT;
      return new ConnectionEvent.Closed(number(), nowNanos, mode);
    }
    deadline.unbound();
    pending(Phase.CLOSE, ConnectionActor.GOODBYE_LIMIT, nowNanos);
    if (!close.goodbye().isEmpty()) {
      stream.send(close.goodbye());
    }
    stream.close(CloseMode.GRACEFUL);
    return null;
  }

  /** Takes note of what the stream told, and says what the owner is to be told of it. */
  ConnectionEvent on(ConnectionEvent event, long nowNanos) {
    if (phase == Phase.CLOSE) {
      // If the peer let go before our goodbye was through, the attempt is closed all the same.
      return event instanceof ConnectionEvent.Failed
          ? new ConnectionEvent.Closed(number(), event.atNanos(), CloseMode.ABORT)
          : event;
    }
    if (event instanceof ConnectionEvent.Connected && order.plan().tls() != null) {
      phase = Phase.TLS;
    } else if (event instanceof ConnectionEvent.Connected
        || event instanceof ConnectionEvent.Secured
        || (event instanceof ConnectionEvent.SendProgress progress && progress.remaining() == 0)) {
      pending(Phase.RECEIVE, timeouts.check(), nowNanos);
    }
    return event;
  }

  /** Ends the attempt because its deadline has passed. */
  ConnectionEvent timeOut(PauseLog pauses, long nowNanos) {
    stream.abort();
    if (phase == Phase.CLOSE) {
      return new ConnectionEvent.Closed(number(), nowNanos, CloseMode.ABORT);
    }
    if (phase == Phase.CONNECT && !stream.socketOpened()) {
      String why = "the system gave no socket (are its file descriptors used up?)";
      return new ConnectionEvent.Failed(
          number(), nowNanos, Phase.CONNECT, new Failure(Failure.Kind.LOCAL, why));
    }
    return new ConnectionEvent.TimedOut(
        number(), nowNanos, phase, deadline.limit(), deadline.lateness(nowNanos), heldUp(pauses));
  }

  /** For how long this process is to blame: it stood still, and took long over a handshake. */
  private Duration heldUp(PauseLog pauses) {
    return pauses.longestSince(openedNanos).plus(stream.ownWork()).minus(workedBefore);
  }

  void abort() {
    stream.abort();
  }

  private void pending(Phase next, Duration limit, long nowNanos) {
    phase = next;
    workedBefore = stream.ownWork();
    deadline.arm(nowNanos, limit);
  }
}
