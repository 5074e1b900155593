package io.poolwatch.net;

import io.poolwatch.model.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the PEM files of a {@code TlsSpec}: bundles and chains of certificates, and private keys
 * (RSA, EC, Ed25519) in PKCS#8, encrypted or not, in PKCS#1 and in SEC1.
 *
 * <p>Source: RFC 7468 (PEM), RFC 5958 (PKCS#8), RFC 8018 (PBES2).
 */
public final class PemFiles {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);

  private PemFiles() {}

  /** One block of a PEM file. */
  record Block(String label, String body) {
    byte[] der() throws TlsFileException {
      try {
        return Base64.getMimeDecoder().decode(body);
      } catch (IllegalArgumentException notBase64) {
        throw new TlsFileException("its " + label + " block is not valid Base64", notBase64);
      }
    }
  }

  /** All certificates of a file, in its order; at least one. */
  static List<X509Certificate> certificates(Path file, String key) throws TlsFileException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file, key)) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(block, file, key, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(key + " " + file + " holds no PEM certificate");
    }
    return certificates;
  }

  private static X509Certificate certificate(Block block, Path file, String key, int number)
      throws TlsFileException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | TlsFileException broken) {
      throw new TlsFileException(
          key + " " + file + ": certificate " + number + " can't be read: " + broken.getMessage(),
          broken);
    }
  }

  /** The first private key of a file. */
  static PrivateKey privateKey(Path file, String key, @Nullable Secret password)
      throws TlsFileException {
    for (Block block : blocks(file, key)) {
      if (block.label().endsWith("PRIVATE KEY")) {
        try {
          return PrivateKeys.read(block, password);
        } catch (TlsFileException | GeneralSecurityException broken) {
          throw new TlsFileException(
              key + " " + file + ": " + PrivateKeys.problem(block, broken), broken);
        }
      }
    }
    throw new TlsFileException(key + " " + file + " holds no PEM private key");
  }

  private static List<Block> blocks(Path file, String key) throws TlsFileException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      throw new TlsFileException(key + " " + file + " " + reason(unreadable), unreadable);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static String reason(IOException unreadable) {
    if (unreadable instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (unreadable instanceof AccessDeniedException) {
      return "can't be read: permission denied";
    }
    return "can't be read: " + Failures.words(unreadable);
  }
}
