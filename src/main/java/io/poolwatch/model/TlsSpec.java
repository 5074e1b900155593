package io.poolwatch.model;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a probe speaks TLS.
 *
 * @param serverName the name that is sent as SNI and that the certificate must carry; null if only
 *     the address is known: then no SNI is sent and the certificate must carry the IP address
 * @param verify how much of the certificate is verified
 * @param caFile PEM bundle of trusted certificates; null for the JDK's trust store
 * @param certFile PEM chain of the client certificate; null for none
 * @param keyFile PEM private key of the client certificate; null for none
 * @param keyPassword password of an encrypted key; null if it is not encrypted
 * @param alpn application protocols to offer, best first; empty for none
 * @param minVersion lowest protocol version, {@code TLSv1.2} or {@code TLSv1.3}
 */
public record TlsSpec(
    @Nullable String serverName,
    Verify verify,
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    @Nullable Secret keyPassword,
    List<String> alpn,
    String minVersion) {

  /** The same with other application protocols. */
  TlsSpec offering(List<String> protocols) {
    return new TlsSpec(
        serverName, verify, caFile, certFile, keyFile, keyPassword, protocols, minVersion);
  }

  /** How much of the peer's certificate is verified. */
  public enum Verify {
    /** Chain, dates and name. */
    REQUIRED,
    /** Chain and dates, no name. */
    CHAIN,
    /** Nothing. */
    NONE
  }
}
