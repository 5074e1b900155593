package io.poolwatch.config;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProxyHeader;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * What lies under a probe's own bytes.
 *
 * @param tls TLS from the first byte; null for plain TCP
 * @param proxy PROXY protocol header, sent before TLS
 * @param source local address to connect from; null to let the system choose
 */
record Transport(@Nullable TlsSettings tls, ProxyHeader proxy, @Nullable InetAddress source) {

  /**
   * The connection to a destination.
   *
   * @param hostHeader the name that an HTTP check asks for; null for none
   */
  ConnectPlan to(HostPort destination, @Nullable String hostHeader) {
    return new ConnectPlan(
        destination,
        tls == null ? null : tls.named(ServerName.of(tls, destination, hostHeader).name()),
        proxy,
        source);
  }
}
