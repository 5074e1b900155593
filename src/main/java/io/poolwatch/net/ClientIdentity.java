package io.poolwatch.net;

import io.poolwatch.model.TlsSpec;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * The client certificate of a probe: sent whenever a server asks for one and can use its kind of
 * key, whatever CAs that server names, as OpenSSL does.
 */
final class ClientIdentity extends X509ExtendedKeyManager {
  private static final String ALIAS = "client";
  private static final byte[] SAMPLE = {1, 2, 3, 4, 5, 6, 7, 8};

  private final PrivateKey key;
  private final X509Certificate[] chain;

  private ClientIdentity(PrivateKey key, List<X509Certificate> chain) {
    this.key = key;
    this.chain = chain.toArray(X509Certificate[]::new);
  }

  /** Reads {@code cert-file} and {@code key-file}; without the latter the key is in the former. */
  static ClientIdentity read(TlsSpec tls) throws TlsFileException {
    Path certFile = tls.certFile();
    Path keyFile = tls.keyFile();
    if (certFile == null) {
      throw new TlsFileException("key-file " + keyFile + " needs a cert-file");
    }
    List<X509Certificate> chain = PemFiles.certificates(certFile, "cert-file");
    PrivateKey key =
        keyFile == null
            ? PemFiles.privateKey(certFile, "cert-file", tls.keyPassword())
            : PemFiles.privateKey(keyFile, "key-file", tls.keyPassword());
    if (!fits(key, chain.get(0))) {
      throw new TlsFileException(
          "key-file "
              + Objects.requireNonNullElse(keyFile, certFile)
              + " is not the key of the first certificate in cert-file "
              + certFile
              + " ("
              + PeerIdentity.shortName(chain.get(0).getSubjectX500Principal().getName())
              + ")");
    }
    return new ClientIdentity(key, chain);
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
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }
}
