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
 * descriptor of one that it can't bind. So binding is done here, where a failure is told and the
 * socket closed.
 */
final class LocalSocket extends Inet.AbstractSocketOption {
  private final AttemptHandle attempt;
  private final @Nullable InetAddress source;
  private volatile @Nullable InetSocketAddress local;

  LocalSocket(AttemptHandle attempt, @Nullable InetAddress source) {
    this.attempt = attempt;
    this.source = source;
  }

  /** This end of the connection, once there is one. */
  @Nullable InetSocketAddress local() {
    return local;
  }

  @Override
  public void beforeConnect(Socket socket) {
    attempt.noteSocket();
    if (source == null) {
      return;
    }
    try {
      socket.bind(new InetSocketAddress(source, 0));
    } catch (IOException refused) {
      String what = "cannot bind to " + AddressText.of(source) + ": " + Failures.words(refused);
      attempt.tell(conversation -> conversation.onLocalFault(what));
      close(socket, refused);
    }
  }

  @Override
  public void afterConnect(Socket socket) {
    local = (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** Pekko then finds the channel closed and waits for the attempt to end, which it does. */
  private static void close(Socket socket, IOException reason) {
    try {
      socket.close();
    } catch (IOException alsoBroken) {
      reason.addSuppressed(alsoBroken);
    }
  }
}
