package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsFileCheck.Problem;
import io.poolwatch.model.TlsFileCheck.Setting;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which PEM files are read, and what is said about the others. */
final class PemFileCheckTest {
  private static final TestCertificates.Authority CA = TestCertificates.ca("Test CA");

  @TempDir private Path dir;

  private static TlsSpec spec(
      @Nullable Path caFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable String password) {
    return new TlsSpec(
        null,
        TlsSpec.Verify.REQUIRED,
        caFile,
        certFile,
        keyFile,
        password == null ? null : new Secret(password),
        List.of(),
        "TLSv1.2");
  }

  private Path file(String name, String text) {
    return PemWriter.write(dir.resolve(name), text);
  }

  private List<Problem> problemsOfKey(Identity identity, String key, @Nullable String password) {
    Path certFile = PemWriter.certificates(dir.resolve("cert.pem"), identity.chain());
    return problems(spec(null, certFile, file("key.pem", key), password));
  }

  private static List<Problem> problems(TlsSpec spec) {
    return new PemFileCheck(InstantSource.system()).problems(spec);
  }

  private static Problem error(Setting setting, String message, String hint) {
    return new Problem(setting, message, hint, false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA", "EC", "Ed25519"})
  void keysInPkcs8AreReadPlainAndEncrypted(String algorithm) {
    Identity identity = CA.certificate().key(algorithm).issue();
    String plain = PemWriter.block("PRIVATE KEY", identity.key().getEncoded());
    String encrypted = PemWriter.encryptedKey(identity.key(), "s3cret");
    assertThat(problemsOfKey(identity, plain, null)).isEmpty();
    assertThat(problemsOfKey(identity, encrypted, "s3cret")).isEmpty();
    assertThat(problemsOfKey(identity, encrypted, "wrong"))
        .containsExactly(
            error(
                Setting.KEY_PASSWORD,
                "does not decrypt the private key in " + dir.resolve("key.pem"),
                ""));
    assertThat(problemsOfKey(identity, encrypted, null))
        .containsExactly(
            error(Setting.KEY_FILE, "its private key is encrypted", "set key-password"));
  }

  @Test
  void rsaKeyInPkcs1IsRead() throws IOException {
    Identity identity = CA.certificate().key("RSA").issue();
    byte[] pkcs1 =
        PrivateKeyInfo.getInstance(identity.key().getEncoded())
            .parsePrivateKey()
            .toASN1Primitive()
            .getEncoded();
    assertThat(problemsOfKey(identity, PemWriter.block("RSA PRIVATE KEY", pkcs1), null)).isEmpty();
  }

  @Test
  void ecKeyInSec1IsReadIfItNamesItsCurve() throws IOException {
    Identity identity = CA.certificate().key("EC").issue();
    ECPrivateKey key = (ECPrivateKey) identity.key();
    byte[] named =
        new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), SECObjectIdentifiers.secp256r1)
            .getEncoded();
    byte[] nameless = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS()).getEncoded();
    String parameters = PemWriter.block("EC PARAMETERS", new byte[] {6, 1, 1});
    String pem = parameters + PemWriter.block("EC PRIVATE KEY", named);
    assertThat(problemsOfKey(identity, pem, null)).isEmpty();
    assertThat(problemsOfKey(identity, PemWriter.block("EC PRIVATE KEY", nameless), null))
        .containsExactly(
            error(
                Setting.KEY_FILE,
                "its private key can't be read: it does not name its curve",
                "RSA, EC and Ed25519 can be"));
  }

  @Test
  void keyThatIsEncryptedInTheOldWayIsRefusedWithTheCommandThatConvertsIt() {
    Identity identity = CA.certificate().issue();
    String old =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """;
    assertThat(problemsOfKey(identity, old, "s3cret"))
        .containsExactly(
            error(
                Setting.KEY_FILE,
                "its private key is encrypted in OpenSSL's old way",
                "convert it: openssl pkcs8 -topk8 -in OLD -out NEW"));
  }

  @Test
  void keyMayStandInTheFileOfTheCertificate() {
    Identity identity = CA.certificate().issue();
    Path both =
        file(
            "both.pem",
            PemWriter.text(identity.chain())
                + PemWriter.block("PRIVATE KEY", identity.key().getEncoded()));
    assertThat(problems(spec(null, both, null, null))).isEmpty();
  }

  @Test
  void keyOfAnotherCertificateIsRefused() {
    Identity identity = CA.certificate().commonName("probe").issue();
    String other = PemWriter.block("PRIVATE KEY", CA.certificate().issue().key().getEncoded());
    String kind =
        PemWriter.block("PRIVATE KEY", CA.certificate().key("RSA").issue().key().getEncoded());
    for (String key : List.of(other, kind)) {
      assertThat(problemsOfKey(identity, key, null))
          .containsExactly(
              error(
                  Setting.KEY_FILE,
                  "is not the key of the first certificate in cert-file (CN=probe)",
                  ""));
    }
  }

  @Test
  void filesWithoutWhatTheyShouldHoldAreTold() {
    Path empty = file("empty.pem", "nothing here");
    Path certFile = PemWriter.certificates(dir.resolve("c.pem"), CA.certificate().issue().chain());
    assertThat(problems(spec(empty, null, null, null)))
        .containsExactly(error(Setting.CA_FILE, "holds no PEM certificate", ""));
    assertThat(problems(spec(null, certFile, empty, null)))
        .containsExactly(error(Setting.KEY_FILE, "holds no PEM private key", ""));
    assertThat(problems(spec(null, certFile, null, null)))
        .containsExactly(error(Setting.CERT_FILE, "holds no PEM private key", ""));
    assertThat(problems(spec(dir, null, null, null)))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).startsWith("can't be read: "));
  }

  @Test
  void allProblemsAreToldAtOnce() {
    Path empty = file("empty.pem", "nothing here");
    assertThat(problems(spec(empty, empty, empty, null))).hasSize(2);
  }

  @Test
  void filesThatAreNotThereAreToldElsewhere() {
    Path missing = dir.resolve("missing.pem");
    Path certFile = PemWriter.certificates(dir.resolve("c.pem"), CA.certificate().issue().chain());
    assertThat(problems(spec(missing, missing, missing, null))).isEmpty();
    assertThat(problems(spec(null, certFile, missing, null))).isEmpty();
    assertThatThrownBy(() -> new PemFile(missing, Setting.CERT_FILE).certificates())
        .isInstanceOf(TlsSetupException.class)
        .hasMessage("cert-file " + missing + ": there is no such file");
  }

  @Test
  void brokenCertificateIsToldByItsNumber() {
    Path broken =
        file(
            "broken.pem",
            PemWriter.text(List.of(CA.certificateOfCa()))
                + PemWriter.block("CERTIFICATE", new byte[] {1, 2, 3}));
    assertThat(problems(spec(broken, null, null, null)))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.message()).startsWith("certificate 2 can't be read: "));
  }

  @Test
  void brokenBase64IsTold() {
    Path broken = file("b.pem", "-----BEGIN CERTIFICATE-----\nA\n-----END CERTIFICATE-----\n");
    assertThat(problems(spec(broken, null, null, null)))
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.message()).startsWith("certificate 1 can't be read: "));
  }

  @Test
  void expiredCertificatesAreWarnings() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    Instant yesterday = now.minus(1, ChronoUnit.DAYS).minusSeconds(60);
    TestCertificates.Authority old =
        TestCertificates.ca("Old CA", now.minus(90, ChronoUnit.DAYS), yesterday);
    Identity client =
        CA.certificate()
            .commonName("probe")
            .valid(now.minus(9, ChronoUnit.DAYS), yesterday)
            .issue();
    Path caFile =
        PemWriter.certificates(
            dir.resolve("ca.pem"), List.of(CA.certificateOfCa(), old.certificateOfCa()));
    Path certFile = PemWriter.certificates(dir.resolve("cert.pem"), client.chain());
    Path keyFile = PemWriter.key(dir.resolve("key.pem"), client.key());
    TlsSpec spec = spec(caFile, certFile, keyFile, null);
    assertThat(new PemFileCheck(() -> now).problems(spec))
        .containsExactly(
            new Problem(
                Setting.CA_FILE,
                "CA certificate CN=Old CA expired on " + yesterday + " (1 day ago)",
                "",
                true),
            new Problem(
                Setting.CERT_FILE,
                "certificate expired on " + yesterday + " (1 day ago)",
                "",
                true));
  }
}
