package io.poolwatch.testkit;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes certificates at run time: good, expired, for other names, of other authorities.
 *
 * <p>Start with {@link #ca}, then {@link Authority#certificate()}.
 */
public final class TestCertificates {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private TestCertificates() {}

  /** An authority of its own that signs itself, valid from a year ago for ten years. */
  public static Authority ca(String commonName) {
    Instant now = Instant.now();
    return ca(commonName, now.minus(365, ChronoUnit.DAYS), now.plus(3650, ChronoUnit.DAYS));
  }

  /** An authority with dates of its own. */
  public static Authority ca(String commonName, Instant notBefore, Instant notAfter) {
    KeyPair keys = keys("EC");
    X509Certificate certificate =
        sign("CN=" + commonName, keys, "CN=" + commonName, keys, notBefore, notAfter, null);
    return new Authority(new Identity(keys.getPrivate(), List.of(certificate)), List.of());
  }

  /** Who signs certificates. */
  public static final class Authority {
    private final Identity identity;

    /** What stands between it and its root, itself first; empty for a root. */
    private final List<X509Certificate> intermediates;

    private Authority(Identity identity, List<X509Certificate> intermediates) {
      this.identity = identity;
      this.intermediates = intermediates;
    }

    /** Its own certificate. */
    public X509Certificate certificateOfCa() {
      return identity.leaf();
    }

    /** An authority that this one vouches for. */
    public Authority intermediate(String commonName) {
      KeyPair keys = keys("EC");
      Instant now = Instant.now();
      X509Certificate certificate =
          sign(
              "CN=" + commonName,
              keys,
              name(identity.leaf()),
              identity.pair(),
              now.minus(1, ChronoUnit.DAYS),
              now.plus(365, ChronoUnit.DAYS),
              null);
      List<X509Certificate> path = new ArrayList<>(List.of(certificate));
      path.addAll(intermediates);
      return new Authority(new Identity(keys.getPrivate(), List.of(certificate)), path);
    }

    /** Begins a certificate of this authority: EC, valid for 90 days, without names. */
    public Request certificate() {
      return new Request(this);
    }
  }

  /** A certificate that is being asked for. */
  public static final class Request {
    private final Authority authority;
    private final List<GeneralName> names = new ArrayList<>();
    private String commonName = "leaf";
    private String algorithm = "EC";
    private Instant notBefore = Instant.now().minus(1, ChronoUnit.DAYS);
    private Instant notAfter = Instant.now().plus(90, ChronoUnit.DAYS);

    private Request(Authority authority) {
      this.authority = authority;
    }

    /** The subject's common name. */
    public Request commonName(String name) {
      this.commonName = name;
      return this;
    }

    /** DNS names. */
    public Request names(String... dnsNames) {
      for (String name : dnsNames) {
        names.add(new GeneralName(GeneralName.dNSName, name));
      }
      return this;
    }

    /** IP addresses. */
    public Request addresses(String... addresses) {
      for (String address : addresses) {
        names.add(new GeneralName(GeneralName.iPAddress, address));
      }
      return this;
    }

    /** {@code RSA}, {@code EC} or {@code Ed25519}. */
    public Request key(String keyAlgorithm) {
      this.algorithm = keyAlgorithm;
      return this;
    }

    /** From when until when. */
    public Request valid(Instant from, Instant until) {
      this.notBefore = from;
      this.notAfter = until;
      return this;
    }

    /** Makes it. */
    public Identity issue() {
      KeyPair keys = keys(algorithm);
      X509Certificate leaf =
          sign(
              "CN=" + commonName,
              keys,
              name(authority.identity.leaf()),
              authority.identity.pair(),
              notBefore,
              notAfter,
              names);
      List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
      chain.addAll(authority.intermediates);
      return new Identity(keys.getPrivate(), chain);
    }
  }

  /**
   * A key with its certificate.
   *
   * @param key the private key
   * @param chain its certificate first, then intermediates, without the root
   */
  public record Identity(PrivateKey key, List<X509Certificate> chain) {
    /** Its own certificate. */
    public X509Certificate leaf() {
      return chain.get(0);
    }

    private KeyPair pair() {
      return new KeyPair(leaf().getPublicKey(), key);
    }
  }

  private static String name(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName();
  }

  private static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      switch (algorithm) {
        case "RSA" -> generator.initialize(2048);
        case "EC" -> generator.initialize(256);
        default -> {}
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static X509Certificate sign(
      String subject,
      KeyPair keys,
      String issuer,
      KeyPair issuerKeys,
      Instant notBefore,
      Instant notAfter,
      @org.jspecify.annotations.Nullable List<GeneralName> names) {
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuer),
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(notBefore),
              Date.from(notAfter),
              new X500Name(subject),
              keys.getPublic());
      boolean authority = names == null;
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (names != null && !names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder(signature(issuerKeys))
                      .build(issuerKeys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String signature(KeyPair keys) {
    return switch (keys.getPrivate().getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> "Ed25519";
    };
  }
}
