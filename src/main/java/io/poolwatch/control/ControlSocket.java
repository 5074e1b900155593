package io.poolwatch.control;

import io.poolwatch.net.LineServer;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The service's end of its control socket: a Unix socket of mode 0600 on which only processes of
 * the service's own user are answered, up to 32 at once.
 */
public final class ControlSocket implements AutoCloseable {
  private static final String NAME = "control-socket";

  private final LineServer server;

  private ControlSocket(LineServer server) {
    this.server = server;
  }

  /**
   * Opens it; a file that an earlier process left there is replaced.
   *
   * @param actions what may be asked
   * @throws IOException if it can't be opened, or another process listens there; says where
   */
  public static ControlSocket open(Path path, ControlActions actions) throws IOException {
    try {
      return new ControlSocket(
          LineServer.open(NAME, path, peer -> new ControlSession(actions, peer)));
    } catch (IOException e) {
      throw new IOException(NAME + " can't listen on " + path + ": " + e.getMessage(), e);
    }
  }

  /** Closes it, and what is open through it, and removes its file. */
  @Override
  public void close() {
    server.close();
  }
}
