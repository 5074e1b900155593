package io.poolwatch.net;

import io.poolwatch.model.TlsInfo;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a handshake and a certificate say about the peer. */
final class PeerIdentity {
  /** Types of subject alternative names: RFC 5280, section 4.2.1.6. */
  private static final int DNS_NAME = 2;

  private static final int IP_ADDRESS = 7;

  private PeerIdentity() {}

  /** What was negotiated, once the handshake is done. */
  static TlsInfo info(SSLEngine engine, @Nullable String serverName) {
    SSLSession session = engine.getSession();
    String alpn = engine.getApplicationProtocol();
    X509Certificate leaf = leaf(session);
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        alpn == null || alpn.isEmpty() ? null : alpn,
        serverName,
        leaf == null ? null : leaf.getNotAfter().toInstant());
  }

  /** The peer's own certificate, of a resumed session too; null if it sent none. */
  static @Nullable X509Certificate leaf(SSLSession session) {
    try {
      return (X509Certificate) session.getPeerCertificates()[0];
    } catch (SSLPeerUnverifiedException anonymous) {
      return null;
    }
  }

  /** The names and addresses that a certificate is for: its SANs, else its common name. */
  static List<String> names(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    for (List<?> entry : alternativeNames(certificate)) {
      int type = (Integer) entry.get(0);
      if (type == DNS_NAME || type == IP_ADDRESS) {
        names.add(String.valueOf(entry.get(1)));
      }
    }
    return names.isEmpty() ? List.of(commonName(certificate)) : names;
  }

  /**
   * Whether a certificate carries a DNS name, or has it as its common name if it carries none. A
   * wildcard stands for no other name here (RFC 6125, 6.4.4 and 7.2).
   */
  static boolean isNamed(X509Certificate certificate, String dnsName) {
    String wanted = withoutDot(dnsName);
    List<String> names =
        alternativeNames(certificate).stream()
            .filter(entry -> (Integer) entry.get(0) == DNS_NAME)
            .map(entry -> withoutDot(String.valueOf(entry.get(1))))
            .toList();
    return names.isEmpty()
        ? commonName(certificate).equalsIgnoreCase("CN=" + wanted)
        : names.stream().anyMatch(wanted::equalsIgnoreCase);
  }

  private static String withoutDot(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** {@code CN=…} of an issuer or subject where it has one, else the whole name. */
  static String shortName(String distinguishedName) {
    try {
      for (Rdn part : new LdapName(distinguishedName).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return "CN=" + part.getValue();
        }
      }
    } catch (InvalidNameException unusual) {
      return distinguishedName;
    }
    return distinguishedName;
  }

  private static String commonName(X509Certificate certificate) {
    return shortName(certificate.getSubjectX500Principal().getName());
  }

  private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null ? List.of() : names;
    } catch (CertificateParsingException broken) {
      return List.of();
    }
  }
}
