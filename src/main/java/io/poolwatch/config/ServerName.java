package io.poolwatch.config;

import io.poolwatch.model.HostPort;
import io.poolwatch.model.TlsSpec.Verify;
import org.jspecify.annotations.Nullable;

/**
 * The name that a certificate must carry and that is sent as SNI.
 *
 * @param name the name; null if the certificate must carry the IP address and no SNI is sent
 * @param from what it comes from
 */
record ServerName(@Nullable String name, Source from) {

  /** What a name can come from, best first. */
  enum Source {
    SETTING,
    ADDRESS,
    HOST_HEADER,
    NOTHING
  }

  /** The configured name, else the name in the address, else the Host header's, else none. */
  static ServerName of(TlsSettings tls, HostPort destination, @Nullable String hostHeader) {
    if (tls.serverName() != null) {
      return new ServerName(tls.serverName(), Source.SETTING);
    }
    if (destination.isName()) {
      // The dot that ends a fully qualified name is no part of it in a certificate (RFC 6066, 3).
      String host = destination.host();
      String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
      return new ServerName(bare, Source.ADDRESS);
    }
    String host = hostHeader == null ? null : Host.nameIn(hostHeader);
    return host != null
        ? new ServerName(host, Source.HOST_HEADER)
        : new ServerName(null, Source.NOTHING);
  }

  /**
   * Notes what is verified, what is sent as SNI, and against what a certificate is checked.
   *
   * @param where which connection; empty if there is only one
   * @param key the key of its block {@code tls}
   * @param facts have the settings, and get the notes
   */
  void explain(String where, String key, TlsSettings tls, HostPort destination, Facts facts) {
    String why =
        switch (from) {
          case SETTING -> facts.origin(key + ".server-name");
          case ADDRESS -> "the name in the address " + destination;
          case HOST_HEADER -> "the Host header";
          case NOTHING -> "there is no name, only the address " + destination;
        };
    String shown = name == null ? "none" : Text.quote(name);
    boolean byName = tls.verify() == Verify.REQUIRED;
    String verified = name == null ? Text.quote(destination.host()) : shown;
    facts.note(
        where + "name to verify",
        byName ? verified : "none",
        byName ? why : facts.origin(key + ".verify"));
    facts.note(where + "SNI", shown, why);
    facts.note(
        where + "CA",
        tls.caFile() == null ? "the JDK's trust store" : Text.quote(tls.caFile().toString()),
        tls.caFile() == null ? key + ".ca-file is not set" : facts.origin(key + ".ca-file"));
  }
}
