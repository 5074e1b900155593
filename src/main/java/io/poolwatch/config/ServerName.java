package io.poolwatch.config;

import io.poolwatch.model.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * The name that a certificate must carry and that is sent as SNI.
 *
 * @param name the name; null if the certificate must carry the IP address and no SNI is sent
 * @param from where it comes from, in words
 */
record ServerName(@Nullable String name, String from) {

  /** The configured name, else the name in the address, else the Host header's, else none. */
  static ServerName of(TlsSettings tls, HostPort destination, @Nullable String hostHeader) {
    if (tls.serverName() != null) {
      return new ServerName(tls.serverName(), "server-name");
    }
    if (destination.isName()) {
      return new ServerName(destination.host(), "the name in the address");
    }
    String host = hostHeader == null ? null : Addresses.nameIn(hostHeader);
    return host != null
        ? new ServerName(host, "the Host header")
        : new ServerName(null, "the address, for there is no name");
  }
}
