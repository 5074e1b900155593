package io.poolwatch.net;

import io.poolwatch.model.TlsFileCheck.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The CAs that are trusted, as the JDK's judge of chains. */
final class TrustAnchors {
  private TrustAnchors() {}

  /**
   * Reads them.
   *
   * @param caFile PEM bundle; null for the JDK's trust store
   */
  static X509ExtendedTrustManager read(@Nullable Path caFile)
      throws TlsSetupException, GeneralSecurityException, IOException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(
        caFile == null ? null : store(new PemFile(caFile, Setting.CA_FILE).certificates()));
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager jdk) {
        return jdk;
      }
    }
    throw new TlsSetupException("the JDK has no PKIX trust manager", null);
  }

  private static KeyStore store(List<X509Certificate> certificates)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < certificates.size(); i++) {
      store.setCertificateEntry("ca-" + i, certificates.get(i));
    }
    return store;
  }
}
