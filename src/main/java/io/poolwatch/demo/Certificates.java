package io.poolwatch.demo;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** An authority of the demo's own, made anew at each start; its key is never written. */
final class Certificates {
  private static final String AUTHORITY = "CN=Poolwatch demo authority";
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final Duration AUTHORITY_LIFE = Duration.ofDays(30);
  private static final Duration ALREADY_VALID = Duration.ofHours(1);
  private static final char[] NO_PASSWORD = new char[0];

  private final AtomicLong serial = new AtomicLong(1);
  private final KeyPair keys;
  private final X509Certificate authority;

  Certificates() throws GeneralSecurityException {
    this.keys = keys();
    this.authority = certificate(AUTHORITY, keys, AUTHORITY_LIFE, null);
  }

  /** The authority's certificate, for those who are to trust it. */
  String pem() throws GeneralSecurityException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(authority.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  /**
   * Presents a new certificate.
   *
   * @param name the DNS name that it is for
   * @param life how long it is valid from now on
   */
  SSLContext issue(String name, Duration life) throws GeneralSecurityException, IOException {
    KeyPair own = keys();
    X509Certificate leaf = certificate("CN=" + name, own, life, name);
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    store.setKeyEntry(
        "backend", own.getPrivate(), NO_PASSWORD, new X509Certificate[] {leaf, authority});
    KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, NO_PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  /** A certificate signed by the authority; one without a name is an authority's own. */
  private X509Certificate certificate(
      String subject, KeyPair own, Duration life, @Nullable String name)
      throws GeneralSecurityException {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(AUTHORITY),
            BigInteger.valueOf(serial.getAndIncrement()),
            Date.from(now.minus(ALREADY_VALID)),
            Date.from(now.plus(life)),
            new X500Name(subject),
            own.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(name == null));
      if (name != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate())));
    } catch (CertIOException | OperatorCreationException e) {
      throw new GeneralSecurityException("can't make a certificate for " + subject, e);
    }
  }
}
