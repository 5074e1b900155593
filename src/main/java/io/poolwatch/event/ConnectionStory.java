package io.poolwatch.event;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Level;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.TlsSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells the attempts of one server's probes as events at debug, so that one probe reads as a story:
 * opening, connected, secured, sent, received, closed. Immutable, safe for any thread.
 */
public final class ConnectionStory {
  private final String actor;
  private final ServerId server;
  private final @Nullable String check;

  /**
   * Tells what an actor does for a server.
   *
   * @param actor its path below {@code /user}
   * @param check the name of the check; null if it is the server's only one
   */
  public ConnectionStory(String actor, ServerId server, @Nullable String check) {
    this.actor = actor;
    this.server = server;
    this.check = check;
  }

  /** An attempt begins. */
  public Event opening(long attempt, InetSocketAddress endpoint, ConnectPlan plan) {
    TlsSpec tls = plan.tls();
    return begin(EventName.CONNECTION_OPENING, attempt)
        .with("endpoint", endpoint)
        .with("secure", tls != null)
        .with("serverName", tls == null ? null : tls.serverName())
        .with("proxy", plan.proxy() == ProxyHeader.NONE ? null : plan.proxy())
        .with("source", plan.source())
        .build();
  }

  /** An external program is run in place of an attempt. */
  public Event executing(long attempt, InetSocketAddress endpoint, ProgramPlan plan) {
    return begin(EventName.PROGRAM_STARTED, attempt)
        .with("command", plan.command().toString())
        .with("endpoint", endpoint)
        .build();
  }

  /**
   * Something happened to an attempt.
   *
   * @param openedNanos when the attempt began, {@code System.nanoTime()}
   */
  public Event told(ConnectionEvent event, long openedNanos) {
    Event.Builder told = begin(name(event), event.attempt());
    if (event instanceof ConnectionEvent.Secured secured) {
      told.with("tls", secured.tls());
    } else if (event instanceof ConnectionEvent.SendProgress progress) {
      told.with("bytes", progress.sent()).with("remaining", progress.remaining());
    } else if (event instanceof ConnectionEvent.Received received) {
      told.with("bytes", received.bytes().size());
    } else if (event instanceof ConnectionEvent.TimedOut timeout) {
      told.with("phase", timeout.phase())
          .with("limitMs", timeout.limit())
          .with("lateMs", timeout.late())
          .with("pausedMs", timeout.paused());
    } else if (event instanceof ConnectionEvent.Failed failed) {
      told.with("phase", failed.phase()).with("failure", failed.failure());
    } else if (event instanceof ConnectionEvent.Closed closed) {
      told.with("mode", closed.mode());
    } else if (event instanceof ConnectionEvent.Exited exited) {
      told.with("exitCode", exited.code()).with("bytes", exited.output().size());
    }
    return told.with("elapsedMs", Duration.ofNanos(event.atNanos() - openedNanos)).build();
  }

  private Event.Builder begin(EventName name, long attempt) {
    return Event.of(name, Level.DEBUG, actor)
        .server(server)
        .with("check", check)
        .with("attempt", attempt);
  }

  private static EventName name(ConnectionEvent event) {
    if (event instanceof ConnectionEvent.Connected) {
      return EventName.CONNECTION_CONNECTED;
    } else if (event instanceof ConnectionEvent.Secured) {
      return EventName.CONNECTION_SECURED;
    } else if (event instanceof ConnectionEvent.SendProgress) {
      return EventName.CONNECTION_SENT;
    } else if (event instanceof ConnectionEvent.Received) {
      return EventName.CONNECTION_RECEIVED;
    } else if (event instanceof ConnectionEvent.PeerClosed) {
      return EventName.CONNECTION_PEER_CLOSED;
    } else if (event instanceof ConnectionEvent.TimedOut) {
      return EventName.CONNECTION_TIMED_OUT;
    } else if (event instanceof ConnectionEvent.Failed) {
      return EventName.CONNECTION_FAILED;
    } else if (event instanceof ConnectionEvent.Closed) {
      return EventName.CONNECTION_CLOSED;
    } else if (event instanceof ConnectionEvent.Exited) {
      return EventName.PROGRAM_ENDED;
    }
    throw new IllegalArgumentException("no event tells " + event);
  }
}
