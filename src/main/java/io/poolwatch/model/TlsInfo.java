package io.poolwatch.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was negotiated in a TLS handshake, shown with a probe's result.
 *
 * @param version protocol version, for instance {@code TLSv1.3}
 * @param cipher cipher suite
 * @param alpn the chosen application protocol; null without one
 * @param serverName the name sent as SNI; null without one
 * @param notAfter when the server's own certificate expires; null if it sent none
 */
public record TlsInfo(
    String version,
    String cipher,
    @Nullable String alpn,
    @Nullable String serverName,
    @Nullable Instant notAfter) {}
