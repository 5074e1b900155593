package io.poolwatch.spec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This process as a node.
 *
 * @param name its name, by default the host's
 * @param host address that other nodes reach it at
 * @param port its port; 0 for any free one
 * @param bindHost the address that it listens on; null for {@code host}
 * @param bindPort the port that it listens on, 0 for any free one; null for {@code port}
 * @param seedNodes addresses to join through; empty to be alone
 * @param tags what vantages may ask for
 * @param zone its failure zone; null for none
 * @param stateDir where state is kept; null to keep nothing on disk
 * @param controlSocket path of the control socket; null for none
 * @param maxLag lateness from which a time-out says nothing about the server
 */
public record NodeSpec(
    String name,
    String host,
    int port,
    @Nullable String bindHost,
    @Nullable Integer bindPort,
    List<String> seedNodes,
    List<String> tags,
    @Nullable String zone,
    @Nullable Path stateDir,
    @Nullable Path controlSocket,
    Duration maxLag) {
  /** The control socket's name where it is in the state directory. */
  public static final String CONTROL_SOCKET = "control.sock";

  /** The name or address that it listens on. */
  public String listenHost() {
    return bindHost == null ? host : bindHost;
  }

  /** The port that it listens on; 0 for any free one. */
  public int listenPort() {
    return bindPort == null ? port : bindPort;
  }
}
