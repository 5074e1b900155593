package io.poolwatch.config;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.model.TlsSpec.Verify;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to speak TLS, before it is known to whom: {@link TlsSpec} but for the name, which may follow
 * from a server's address.
 *
 * @param serverName the configured name; null for none
 */
record TlsSettings(
    @Nullable String serverName,
    Verify verify,
    @Nullable Path caFile,
    @Nullable Path certFile,
    @Nullable Path keyFile,
    @Nullable Secret keyPassword,
    List<String> alpn,
    String minVersion) {

  TlsSpec named(@Nullable String name) {
    return new TlsSpec(name, verify, caFile, certFile, keyFile, keyPassword, alpn, minVersion);
  }
}
