package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import java.util.List;

/**
 * The check of one protocol as configured, before it is aimed at a server.
 *
 * <p>Immutable and safe for any thread. Its text form shows no secret.
 */
public interface ProtocolCheck {

  /**
   * What a probe does on a channel, or what is wrong with the settings.
   *
   * <p>The paths of problems begin in the block that has the name of the check's type: {@code
   * password}. One that is no setting's own has an empty path.
   */
  Compiled compile(Channel channel);

  /** The application protocols that TLS offers unless the user names others; empty for none. */
  default List<String> alpn() {
    return List.of();
  }

  /**
   * What in the script depends on the server besides the connection that it opens and TLS inside
   * it: two servers with equal answers share one script. Empty if nothing does.
   */
  default String variant(Channel channel) {
    return "";
  }
}
