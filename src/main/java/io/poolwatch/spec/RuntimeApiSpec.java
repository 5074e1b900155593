package io.poolwatch.spec;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where HAProxy's runtime commands are taken.
 *
 * @param path a Unix socket; null for none
 * @param address a TCP port on loopback, which only shows; null for none
 * @param level what may be done over the Unix socket
 * @param allowAddresses where new addresses of servers must lie; empty for those of the configured
 *     servers
 */
public record RuntimeApiSpec(
    @Nullable Path path,
    @Nullable InetSocketAddress address,
    Level level,
    List<AddressRange> allowAddresses) {

  /** What may be done, least first. */
  public enum Level {
    /** Look. */
    USER,
    /** Look, in HAProxy at more than users may; here at the same. */
    OPERATOR,
    /** Change. */
    ADMIN
  }

  public RuntimeApiSpec {
    allowAddresses = List.copyOf(allowAddresses);
  }
}
