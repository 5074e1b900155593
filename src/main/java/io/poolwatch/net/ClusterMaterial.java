package io.poolwatch.net;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.Failure;
import io.poolwatch.model.TlsFileCheck.Setting;
import io.poolwatch.model.TlsSpec;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What a node proves its membership with, and judges that of others by, as its files hold it.
 *
 * @param trusted the CAs of the fleet
 * @param chain its certificate and those that vouch for it
 * @param key the key of the first of these
 */
record ClusterMaterial(Set<X509Certificate> trusted, List<X509Certificate> chain, PrivateKey key) {

  /** Material with the managers that TLS takes it in. */
  record Loaded(ClusterMaterial material, OwnIdentity identity, X509ExtendedTrustManager trust) {

    /** A context of its own: no session that began with other keys is resumed in it. */
    SSLContext context() {
      return ClusterMaterial.context(new KeyManager[] {identity}, new TrustManager[] {trust});
    }
  }

  /** A context that has nothing to show and trusts nobody. */
  static SSLContext emptyContext() {
    return context(new KeyManager[0], new TrustManager[0]);
  }

  private static SSLContext context(KeyManager[] keys, TrustManager[] trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust, null);
      return context;
    } catch (GeneralSecurityException noTls) {
      throw new IllegalStateException("this JDK has no TLS", noTls);
    }
  }

  /**
   * Reads the files, and makes sure that other nodes would accept what they hold.
   *
   * @throws TlsSetupException if they would not, or if a file can't be used
   */
  static Loaded read(ClusterTls tls) throws TlsSetupException {
    try {
      OwnIdentity identity = OwnIdentity.read(files(tls));
      X509ExtendedTrustManager trust = TrustAnchors.read(tls.caFile());
      PemFile certFile = new PemFile(tls.certFile(), Setting.CERT_FILE);
      X509Certificate leaf = identity.chain().get(0);
      if (!PeerIdentity.isNamed(leaf, tls.subjectName())) {
        throw certFile.problem(
            "is for " + String.join(", ", PeerIdentity.names(leaf)),
            "it must carry the subject-name " + tls.subjectName(),
            null);
      }
      return new Loaded(
          new ClusterMaterial(Set.of(trust.getAcceptedIssuers()), identity.chain(), identity.key()),
          identity,
          trust);
    } catch (GeneralSecurityException | IOException unusable) {
      throw unusable(unusable);
    }
  }

  /**
   * The certificates that other nodes are shown, if they would accept them now.
   *
   * @throws TlsSetupException if they would not
   */
  static List<X509Certificate> accepted(ClusterTls tls, Instant now) throws TlsSetupException {
    Loaded loaded = read(tls);
    String refusal = refusal(loaded, now);
    if (refusal != null) {
      throw new PemFile(tls.certFile(), Setting.CERT_FILE)
          .problem("other nodes would refuse it: " + refusal, "", null);
    }
    return loaded.material().chain();
  }

  private static TlsSetupException unusable(Exception why) {
    return new TlsSetupException("TLS can't be set up: " + Failures.words(why), why);
  }

  /** The files as those of a probe. */
  static TlsSpec files(ClusterTls tls) {
    return new TlsSpec(
        null,
        TlsSpec.Verify.CHAIN,
        tls.caFile(),
        tls.certFile(),
        tls.keyFile(),
        tls.keyPassword(),
        List.of(),
        "TLSv1.2");
  }

  /** Why other nodes would refuse a certificate now though its file can be used; null if none. */
  static @Nullable String refusal(Loaded loaded, Instant now) {
    X509Certificate[] chain = loaded.material().chain().toArray(X509Certificate[]::new);
    Failure dates = Failures.dates(chain[0], true, now);
    if (dates != null) {
      return dates.detail();
    }
    try {
      loaded.trust().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
      loaded.trust().checkServerTrusted(chain, "UNKNOWN");
      return null;
    } catch (CertificateException refused) {
      return ServerTrust.why(chain, refused, "", now).detail();
    }
  }
}
