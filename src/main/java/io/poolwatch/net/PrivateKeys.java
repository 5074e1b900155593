package io.poolwatch.net;

import io.poolwatch.model.Secret;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads private keys out of PEM blocks. */
final class PrivateKeys {
  /** PKCS#8 names the algorithm in a way that the JDK doesn't show: the one that fits is it. */
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  static PrivateKey read(PemFiles.Block block, @Nullable Secret password)
      throws TlsFileException, GeneralSecurityException {
    return switch (block.label()) {
      case "PRIVATE KEY" -> pkcs8(new PKCS8EncodedKeySpec(block.der()));
      case "ENCRYPTED PRIVATE KEY" -> encrypted(block, password);
      default ->
          throw new TlsFileException(
              "its "
                  + block.label()
                  + " is not PKCS#8 (convert it: openssl pkcs8 -topk8 -nocrypt -in OLD -out NEW)");
    };
  }

  /** What is wrong with a block that could not be read. */
  static String problem(PemFiles.Block block, Exception broken) {
    if (broken instanceof TlsFileException) {
      return String.valueOf(broken.getMessage());
    }
    return block.label().startsWith("ENCRYPTED")
        ? "its private key can't be decrypted: wrong key-password, or an unknown cipher ("
            + Failures.words(broken)
            + ")"
        : "its private key can't be read: " + Failures.words(broken);
  }

  private static PrivateKey pkcs8(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
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

  private static PrivateKey encrypted(PemFiles.Block block, @Nullable Secret password)
      throws TlsFileException, GeneralSecurityException {
    if (password == null) {
      throw new TlsFileException("its private key is encrypted and there is no key-password");
    }
    EncryptedPrivateKeyInfo info = info(block);
    AlgorithmParameters parameters = info.getAlgParameters();
    if (parameters == null) {
      throw new InvalidKeyException("unknown encryption " + info.getAlgName());
    }
    // For PBES2 only the parameters know the whole name, for instance PBEWithHmacSHA256AndAES_256.
    String algorithm =
        info.getAlgName().equals("PBES2") || info.getAlgName().startsWith("1.2.840.113549.1.5.13")
            ? parameters.toString()
            : info.getAlgName();
    SecretKey key =
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.reveal().toCharArray()));
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    try {
      return pkcs8(info.getKeySpec(cipher));
    } catch (InvalidKeySpecException garbage) {
      throw new BadPaddingException("not a key after decryption");
    }
  }

  private static EncryptedPrivateKeyInfo info(PemFiles.Block block) throws TlsFileException {
    try {
      return new EncryptedPrivateKeyInfo(block.der());
    } catch (IOException broken) {
      throw new TlsFileException("its encrypted private key is not valid DER", broken);
    }
  }
}
