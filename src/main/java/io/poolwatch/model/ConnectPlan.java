package io.poolwatch.model;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where and how one connection of a probe is opened; everything but the address of a name.
 *
 * @param destination where to connect
 * @param tls TLS from the first byte; null for plain TCP
 * @param proxy PROXY protocol header, sent before TLS
 * @param source local address to connect from; null to let the system choose
 */
public record ConnectPlan(
    HostPort destination, @Nullable TlsSpec tls, ProxyHeader proxy, @Nullable InetAddress source) {

  /** The same, whose TLS offers these application protocols unless it offers others. */
  public ConnectPlan offering(List<String> protocols) {
    return tls == null || !tls.alpn().isEmpty()
        ? this
        : new ConnectPlan(destination, tls.offering(protocols), proxy, source);
  }
}
