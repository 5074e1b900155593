package io.poolwatch.api;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RemoteAddress;
import org.apache.pekko.io.Inet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections on which no first request comes in time, however many bytes of one come. A
 * request has come when its head is whole. Works on the socket, beside the streams: one that waits
 * for a TLS handshake lets go of its connection only when that ends. Safe for any thread.
 */
final class FirstRequests extends Inet.AbstractSocketOption {
  private static final Logger LOG = LoggerFactory.getLogger(FirstRequests.class);

  private final ActorSystem<?> system;
  private final Duration limit;

  /** Connections that were accepted of late and have not asked for anything, by their peer. */
  private final Map<SocketAddress, Socket> waiting = new ConcurrentHashMap<>();

  /**
   * No connections yet.
   *
   * @param system whose scheduler and threads are used
   * @param limit how long may pass from when a connection was accepted
   */
  FirstRequests(ActorSystem<?> system, Duration limit) {
    this.system = system;
    this.limit = limit;
  }

  /** A connection was accepted. */
  @Override
  public void afterConnect(Socket socket) {
    SocketAddress peer = socket.getRemoteSocketAddress();
    waiting.put(peer, socket);
    system.scheduler().scheduleOnce(limit, () -> end(peer, socket), system.executionContext());
  }

  /** A request has come: its connection may stay. */
  void heard(HttpRequest request) {
    request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(FirstRequests::address)
        .ifPresent(waiting::remove);
  }

  private static Optional<SocketAddress> address(RemoteAddress peer) {
    return peer.getAddress().map(ip -> new InetSocketAddress(ip, peer.getPort()));
  }

  /** Whoever reads from it finds its end, and closes it. */
  private void end(SocketAddress peer, Socket socket) {
    if (waiting.remove(peer, socket)) {
      try {
        socket.shutdownInput();
      } catch (IOException gone) {
        LOG.debug("{} has gone by itself", peer, gone);
      }
    }
  }
}
