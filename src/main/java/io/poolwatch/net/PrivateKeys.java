package io.poolwatch.net;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck.Setting;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Reads a private key out of a block of a PEM file.
 *
 * <p>Source: RFC 5958 (PKCS#8), RFC 8018 (PBES2).
 *
 * @param file where it stands
 * @param block the block
 * @param password of an encrypted key; null for none
 */
record PrivateKeys(PemFile file, PemFile.Block block, @Nullable Secret password) {
  /** PKCS#8 names the algorithm in a way that the JDK doesn't show: the one that fits is it. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  /** Makes PBES2 of anything that OpenSSL reads. */
  private static final String CONVERT = "convert it: openssl pkcs8 -topk8 -in OLD -out NEW";

  PrivateKey read() throws TlsSetupException {
    if (block.body().contains("ENCRYPTED")) {
      throw file.problem("its private key is encrypted in OpenSSL's old way", CONVERT, null);
    }
    try {
      return switch (block.label()) {
        case "PRIVATE KEY" -> pkcs8(block.der());
        case "RSA PRIVATE KEY" -> pkcs8(OldKeys.pkcs1ToPkcs8(block.der()));
        case "EC PRIVATE KEY" -> pkcs8(OldKeys.sec1ToPkcs8(block.der()));
        case "ENCRYPTED PRIVATE KEY" -> encrypted();
        default -> throw file.problem("its " + block.label() + " is of an unknown kind", "", null);
      };
    } catch (GeneralSecurityException | IllegalArgumentException broken) {
      String why = "its private key can't be read: " + Failures.words(broken);
      throw file.problem(why, "RSA, EC and Ed25519 can be", broken);
    }
  }

  private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
    PKCS8EncodedKeySpec key = new PKCS8EncodedKeySpec(der);
    InvalidKeySpecException last = new InvalidKeySpecException("unknown algorithm");
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(key);
      } catch (InvalidKeySpecException another) {
        last.addSuppressed(another);
      }
    }
    throw last;
  }

  private PrivateKey encrypted() throws TlsSetupException {
    if (password == null) {
      throw file.problem("its private key is encrypted", "set key-password", null);
    }
    EncryptedPrivateKeyInfo info;
    try {
      info = new EncryptedPrivateKeyInfo(block.der());
    } catch (IOException | IllegalArgumentException unknown) {
      String why = "its private key is encrypted in a way that can't be read";
      throw file.problem(why, CONVERT, unknown);
    }
    try {
      return pkcs8(decrypt(info, password.reveal()));
    } catch (GeneralSecurityException wrong) {
      String why = "does not decrypt the private key in " + file.path();
      throw file.problem(Setting.KEY_PASSWORD, why, "", wrong);
    }
  }

  private static byte[] decrypt(EncryptedPrivateKeyInfo info, String password)
      throws GeneralSecurityException {
    AlgorithmParameters parameters = info.getAlgParameters();
    // Of PBES2 only the parameters know the whole name, for instance PBEWithHmacSHA256AndAES_256.
    String algorithm =
        info.getAlgName().startsWith("PBEWith") ? info.getAlgName() : "" + parameters;
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        parameters);
    return info.getKeySpec(cipher).getEncoded();
  }
}
