package io.poolwatch.net;

import io.poolwatch.model.Failure;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a server's certificate is accepted, and says in an operator's words why not.
 *
 * <p>The decision is the JDK's (chain, dates and, where the engine's parameters ask for {@code
 * HTTPS} identification, the name: RFC 2818, section 3.1), with one thing more: a trusted root that
 * has expired is no longer trusted, as elsewhere. Thread-safe.
 */
final class ServerTrust extends EngineTrust {
  private final X509ExtendedTrustManager jdk;
  private final Clock clock;

  /** Trusted roots by subject; of two with one name, the one that lasts longer. */
  private final Map<X500Principal, X509Certificate> roots = new HashMap<>();

  ServerTrust(X509ExtendedTrustManager jdk, Clock clock) {
    this.jdk = jdk;
    this.clock = clock;
    for (X509Certificate root : jdk.getAcceptedIssuers()) {
      roots.merge(root.getSubjectX500Principal(), root, ServerTrust::lasting);
    }
  }

  private static X509Certificate lasting(X509Certificate one, X509Certificate other) {
    return one.getNotAfter().toInstant().isAfter(other.getNotAfter().toInstant()) ? one : other;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    Instant now = clock.instant();
    try {
      jdk.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException refused) {
      throw new CertificateRefusal(why(chain, refused, wanted(engine), now), refused);
    }
    Failure expiredRoot = expiredRoot(chain, now);
    if (expiredRoot != null) {
      throw new CertificateRefusal(expiredRoot, new CertificateException("trust anchor expired"));
    }
  }

  /**
   * Why the JDK refused a chain.
   *
   * @param chain as the peer sent it, its own certificate first
   * @param refused the JDK's words
   * @param wanted the name or address that the certificate must carry
   * @param now the time of the handshake
   */
  static Failure why(
      X509Certificate[] chain, CertificateException refused, String wanted, Instant now) {
    CertPathValidatorException invalid = cause(refused, CertPathValidatorException.class);
    for (int i = 0; i < chain.length; i++) {
      boolean leaf = i == 0;
      if (leaf || invalid == null || isAboutDates(invalid)) {
        Failure dates = Failures.dates(chain[i], leaf, now);
        if (dates != null) {
          return dates;
        }
      }
    }
    if (refused.getClass() == CertificateException.class && invalid == null) {
      return Failures.wrongName(wanted, chain[0]);
    }
    if (cause(refused, CertPathBuilderException.class) != null
        || (invalid != null && invalid.getReason() == PKIXReason.NO_TRUST_ANCHOR)) {
      return Failures.unknownCa(chain);
    }
    if (invalid != null && invalid.getReason() == BasicReason.INVALID_SIGNATURE) {
      return Failures.forgedCa(chain);
    }
    return new Failure(Failure.Kind.TLS, "certificate refused: " + Failures.words(refused));
  }

  private static boolean isAboutDates(CertPathValidatorException invalid) {
    return invalid.getReason() == BasicReason.EXPIRED
        || invalid.getReason() == BasicReason.NOT_YET_VALID;
  }

  /** The root of an accepted chain, if it has expired. */
  private @Nullable Failure expiredRoot(X509Certificate[] chain, Instant now) {
    Failure expired = null;
    for (X509Certificate certificate : chain) {
      X509Certificate root = roots.get(certificate.getIssuerX500Principal());
      if (root != null) {
        Failure dates = Failures.dates(root, root.equals(chain[0]), now);
        if (dates == null) {
          return null;
        }
        expired = dates;
      }
    }
    return expired;
  }

  private static String wanted(SSLEngine engine) {
    SSLParameters parameters = engine.getSSLParameters();
    List<SNIServerName> names = parameters.getServerNames();
    if (names != null) {
      for (SNIServerName name : names) {
        if (name instanceof SNIHostName host) {
          return host.getAsciiName();
        }
      }
    }
    return String.valueOf(engine.getPeerHost());
  }

  private static <T extends Throwable> @Nullable T cause(Throwable of, Class<T> type) {
    Throwable at = of;
    for (int depth = 0; at != null && depth < Failures.MAX_CAUSES; depth++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return jdk.getAcceptedIssuers();
  }
}
