package io.poolwatch.config;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HostPort;
import org.jspecify.annotations.Nullable;

/**
 * What a check of one server is aimed at.
 *
 * @param key the key of its block in explanations: {@code check}
 * @param destination where its connections go unless a step says otherwise
 * @param transport how they go there
 * @param serverName the configured name of the server, with or without TLS; null for none
 */
record Target(String key, HostPort destination, Transport transport, @Nullable String serverName) {

  /** Who is asked for: the configured name, else the name or the address that is connected to. */
  String host() {
    if (serverName != null) {
      return serverName;
    }
    String host = destination.host();
    return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
  }

  /**
   * The connection that the check opens without being told to.
   *
   * @param hostHeader the name that an HTTP check asks for; null for none
   */
  ConnectPlan plan(@Nullable String hostHeader) {
    return transport.to(destination, hostHeader);
  }
}
