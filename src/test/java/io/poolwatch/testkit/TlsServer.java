package io.poolwatch.testkit;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link FaultyServer} speaks TLS.
 *
 * @param context its identity, and whom it trusts
 * @param protocols versions it speaks
 * @param clientAuth whether it insists on a client certificate
 * @param alpn application protocols it speaks; empty for no ALPN
 */
public record TlsServer(
    SSLContext context, List<String> protocols, boolean clientAuth, List<String> alpn) {

  /** Speaks TLS 1.2 and 1.3 with the given certificate. */
  public static TlsServer of(TestCertificates.Identity identity) {
    return new TlsServer(context(identity, null), List.of("TLSv1.3", "TLSv1.2"), false, List.of());
  }

  /** Insists on a client certificate of the given authority. */
  public static TlsServer withClientAuth(TestCertificates.Identity identity, X509Certificate ca) {
    return new TlsServer(context(identity, ca), List.of("TLSv1.3", "TLSv1.2"), true, List.of());
  }

  /** Speaks these versions alone. */
  public TlsServer only(String... versions) {
    return new TlsServer(context, List.of(versions), clientAuth, alpn);
  }

  /** Speaks these application protocols. */
  public TlsServer speaking(String... applicationProtocols) {
    return new TlsServer(context, protocols, clientAuth, List.of(applicationProtocols));
  }

  void configure(SSLSocket socket) {
    socket.setUseClientMode(false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(protocols.toArray(String[]::new));
    parameters.setNeedClientAuth(clientAuth);
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    socket.setSSLParameters(parameters);
  }

  private static SSLContext context(
      TestCertificates.Identity identity, @Nullable X509Certificate clientCa) {
    try {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      char[] password = "test".toCharArray();
      keys.setKeyEntry(
          "server", identity.key(), password, identity.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
      keyManagers.init(keys, password);
      TrustManager[] trust = new TrustManager[0];
      if (clientCa != null) {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("ca", clientCa);
        TrustManagerFactory trustManagers = TrustManagerFactory.getInstance("PKIX");
        trustManagers.init(authorities);
        trust = trustManagers.getTrustManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keyManagers.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }
}
