package io.poolwatch.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.apache.pekko.io.Inet;
import org.jspecify.annotations.Nullable;

/**
 * Watches over this machine's end of a socket while Pekko opens it.
 *
 * <p>Pekko's connection actor says nothing when it can't have a socket or bind it, and leaks the
 * descriptor if it can't bind it or is stopped before the selector knows it. So binding is done
 * here, where a failure is told, and a socket that is not yet connected is closed here.
 */
final class LocalSocket extends Inet.AbstractSocketOption {
  private final AttemptHandle attempt;
  private final @Nullable InetAddress source;
  private volatile @Nullable Socket opened;
  private volatile boolean abandoned;
  private volatile @Nullable InetSocketAddress local;

  LocalSocket(AttemptHandle attempt, @Nullable InetAddress source) {
    this.attempt = attempt;
    this.source = source;
  }

  /** This end of the connection, once there is one. */
  @Nullable InetSocketAddress local() {
    return local;
  }

  /** Closes the socket, now or as soon as there is one: it is not to be connected any more. */
  void abandon() {
    abandoned = true;
    Socket socket = opened;
    if (socket != null) {
      close(socket);
    }
  }

  @Override
  public void beforeConnect(Socket socket) {
    attempt.noteSocket();
    opened = socket;
    if (abandoned) {
      close(socket);
    } else if (source != null) {
      bind(socket, source);
    }
  }

  @Override
  public void afterConnect(Socket socket) {
    local = (InetSocketAddress) socket.getLocalSocketAddress();
  }

  private void bind(Socket socket, InetAddress address) {
    try {
      socket.bind(new InetSocketAddress(address, 0));
    } catch (IOException refused) {
      String what = "cannot bind to " + AddressText.of(address) + ": " + Failures.words(refused);
      attempt.tell(conversation -> conversation.onLocalFault(what));
      close(socket);
    }
  }

  /** Pekko then finds the channel closed and waits for the attempt to end, which it does. */
  private static void close(Socket socket) {
    try (socket) {
      // If it has just been connected it is reset, as an open connection would be.
      socket.setSoLinger(true, 0);
    } catch (IOException alreadyClosed) {
      // Pekko was faster: the descriptor is free, which is all that was wanted.
      return;
    }
  }
}
