package io.poolwatch.net;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck.Problem;
import io.poolwatch.model.TlsFileCheck.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A PEM file of certificates, keys or both. Source: RFC 7468.
 *
 * @param path where it is
 * @param setting the setting that names it
 */
record PemFile(Path path, Setting setting) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*(.*?)-----END \\1-----", Pattern.DOTALL);

  /**
   * One block of a PEM file.
   *
   * @param label what it says that it is
   * @param body what stands between its first and its last line
   */
  record Block(String label, String body) {
    /** The body decoded. */
    byte[] der() {
      return Base64.getMimeDecoder().decode(body);
    }
  }

  /** All certificates, in the file's order; at least one. */
  List<X509Certificate> certificates() throws TlsSetupException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks()) {
      if (block.label().equals("CERTIFICATE") || block.label().equals("X509 CERTIFICATE")) {
        certificates.add(certificate(block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw problem("holds no PEM certificate", "", null);
    }
    return certificates;
  }

  private X509Certificate certificate(Block block, int number) throws TlsSetupException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(block.der()));
    } catch (CertificateException | IllegalArgumentException broken) {
      String why = "certificate " + number + " can't be read: " + Failures.words(broken);
      throw problem(why, "", broken);
    }
  }

  /** The first private key. */
  PrivateKey privateKey(@Nullable Secret password) throws TlsSetupException {
    for (Block block : blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return new PrivateKeys(this, block, password).read();
      }
    }
    throw problem("holds no PEM private key", "", null);
  }

  /** Says what is wrong with this file. */
  TlsSetupException problem(String message, String hint, @Nullable Throwable cause) {
    return problem(setting, message, hint, cause);
  }

  /** Says what is wrong with this file, and that another setting is to blame. */
  TlsSetupException problem(
      Setting blamed, String message, String hint, @Nullable Throwable cause) {
    String key = setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
    String text = key + " " + path + ": " + message + (hint.isEmpty() ? "" : " (" + hint + ")");
    return new TlsSetupException(text, new Problem(blamed, message, hint, false), cause);
  }

  private List<Block> blocks() throws TlsSetupException {
    String text;
    try {
      text = Files.readString(path, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw problem("there is no such file", "", missing);
    } catch (AccessDeniedException denied) {
      throw problem("may not be read by this user", "", denied);
    } catch (IOException unreadable) {
      throw problem("can't be read: " + Failures.words(unreadable), "", unreadable);
    }
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }
}
