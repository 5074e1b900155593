package io.poolwatch.net;

import io.poolwatch.model.TlsFileCheck.Setting;
import io.poolwatch.model.TlsSpec;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate of a probe, or of a node at either end: sent whenever the peer asks for one and
 * can use its kind of key, whatever CAs it names, as OpenSSL does.
 */
final class OwnIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "own";
  private static final byte[] SAMPLE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final PrivateKey key;
  private final X509Certificate[] chain;

  private OwnIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain.toArray(X509Certificate[]::new);
  }

  /** Reads {@code cert-file} and {@code key-file}; without the latter the key is in the former. */
  static OwnIdentity read(TlsSpec tls) throws TlsSetupException {
    PemFile keyFile = file(tls.keyFile(), Setting.KEY_FILE);
    PemFile certFile = file(tls.certFile(), Setting.CERT_FILE);
    if (certFile == null) {
      throw new TlsSetupException("a key-file needs a cert-file", null);
    }
    List<X509Certificate> chain = certFile.certificates();
    PemFile keySource = keyFile == null ? certFile : keyFile;
    PrivateKey key = keySource.privateKey(tls.keyPassword());
    if (!fits(key, chain.get(0))) {
      String subject = chain.get(0).getSubjectX500Principal().getName();
      throw keySource.problem(
          "is not the key of the first certificate in cert-file ("
              + PeerIdentity.shortName(subject)
              + ")",
          "",
          null);
    }
    return new OwnIdentity(key, chain);
  }

  private static @Nullable PemFile file(@Nullable Path path, Setting setting) {
    return path == null ? null : new PemFile(path, setting);
  }

  /** The certificate and those that vouch for it. */
  List<X509Certificate> chain() {
    return List.of(chain);
  }

  /** The key of its first certificate. */
  PrivateKey key() {
    return key;
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate) {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "RSASSA-PSS" -> "RSASSA-PSS";
          default -> "EdDSA";
        };
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(certificate.getPublicKey());
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException anotherKindOfKey) {
      return false;
    }
  }

  private @Nullable String alias(String[] keyTypes) {
    for (String type : keyTypes) {
      if (type.equals(key.getAlgorithm()) || type.equals(chain[0].getPublicKey().getAlgorithm())) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(keyTypes);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return alias(keyTypes);
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return key;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
    return alias(new String[] {keyType});
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return alias(new String[] {keyType});
  }
}
