package io.poolwatch.cli;

import io.poolwatch.control.ControlSocket;
import io.poolwatch.node.Node;
import io.poolwatch.sink.Sinks;
import io.poolwatch.spec.ServiceSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a service can be reached: its sinks' ports, its fleet's, its control socket, its API. */
final class Doors implements AutoCloseable {
  private final ServiceSpec spec;
  private final Sinks sinks;
  private final Node node;
  private final ServiceControl control;
  private @Nullable ControlSocket socket;
  private @Nullable Opening api;

  /** Opens one of them. */
  interface Opening {
    /**
     * Opens it.
     *
     * @return where it is
     * @throws IOException if it can't be opened; says which
     */
    String open() throws IOException;
  }

  /** Closed doors. */
  Doors(ServiceSpec spec, Sinks sinks, Node node, ServiceControl control) {
    this.spec = spec;
    this.sinks = sinks;
    this.node = node;
    this.control = control;
  }

  /** The HTTP API is one of them. */
  void with(Opening http) {
    api = http;
  }

  /**
   * Opens them.
   *
   * @return where they are, by purpose
   * @throws IOException if one can't be opened; says which
   */
  Map<String, String> open() throws IOException {
    Map<String, String> ports =
        new LinkedHashMap<>(sinks.open(node.board(), control, node.fleet()));
    Path path = spec.node().controlSocket();
    if (path != null) {
      socket = ControlSocket.open(path, control);
      ports.put("control-socket", path.toString());
    }
    if (api != null) {
      ports.put("api", api.open());
    }
    node.openFleet().ifPresent(address -> ports.put("fleet", address));
    return ports;
  }

  /** The configured servers are there: commands are served that came before, and later ones. */
  void serve() {
    control.begin();
  }

  /** Closes the control socket; the others belong to sinks, node and API. */
  @Override
  public void close() {
    if (socket != null) {
      socket.close();
    }
  }
}
