package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.TlsFileCheck.Problem;
import io.poolwatch.testkit.NodeFiles;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClusterKeysTest {
  private static final Authority CA = TestCertificates.ca("fleet CA");

  @TempDir private Path temp;
  private final RecordingEventLog log = new RecordingEventLog();
  private Instant now = Instant.now();

  private ClusterKeys keys(NodeFiles files) {
    return new ClusterKeys(files.settings(), log, () -> now, Duration.ofMinutes(1));
  }

  private static Identity another() {
    return CA.certificate().names(NodeFiles.SUBJECT).issue();
  }

  private List<String> told() {
    return log.events().stream().map(event -> event.name().text()).toList();
  }

  @Test
  void keysThatAreTheSameKeepTheirContextAndItsSessions() {
    ClusterKeys keys = keys(NodeFiles.of(temp, CA));
    keys.refresh();
    SSLContext first = keys.context();

    keys.refresh();

    assertThat(keys.context()).isSameAs(first);
    assertThat(log.events()).isEmpty();
  }

  @Test
  void renewedKeysAreUsedAndTold() {
    NodeFiles files = NodeFiles.of(temp, CA);
    ClusterKeys keys = keys(files);
    keys.refresh();
    SSLContext first = keys.context();

    Identity renewed = another();
    files.use(renewed);
    keys.refresh();

    assertThat(keys.context()).isNotSameAs(first);
    Event event = log.events(EventName.CLUSTER_TLS_RELOADED).get(0);
    assertThat(event.field("notAfter", Instant.class))
        .isEqualTo(renewed.leaf().getNotAfter().toInstant());
    assertThat(told()).hasSize(1);
  }

  @Test
  void anotherSetOfTrustedCasIsUsed() {
    NodeFiles files = NodeFiles.of(temp, CA);
    ClusterKeys keys = keys(files);
    keys.refresh();
    SSLContext first = keys.context();

    files.trust(CA, TestCertificates.ca("next CA"));
    keys.refresh();

    assertThat(keys.context()).isNotSameAs(first);
  }

  @Test
  void aBrokenFileKeepsTheKeysAndIsToldOnceUntilItIsMended() {
    NodeFiles files = NodeFiles.of(temp, CA);
    ClusterKeys keys = keys(files);
    keys.refresh();
    SSLContext first = keys.context();

    files.spoil();
    keys.refresh();
    keys.refresh();

    assertThat(keys.context()).isSameAs(first);
    Event refused = log.events().get(0);
    assertThat(refused.field("problem", String.class))
        .isEqualTo("cert-file " + files.node() + ": holds no PEM certificate");
    assertThat(refused.field("kept", Boolean.class)).isTrue();
    assertThat(told()).containsExactly("cluster-tls-refused");

    files.use(another());
    keys.refresh();

    assertThat(keys.context()).isNotSameAs(first);
    assertThat(told()).containsExactly("cluster-tls-refused", "cluster-tls-reloaded");
  }

  @Test
  void filesThatAreAgainAsTheyWereAreToldAsMended() {
    Identity identity = another();
    NodeFiles files = NodeFiles.of(temp, CA, identity);
    ClusterKeys keys = keys(files);
    keys.refresh();
    SSLContext first = keys.context();

    files.spoil();
    keys.refresh();
    files.use(identity);
    keys.refresh();

    assertThat(keys.context()).isSameAs(first);
    assertThat(told()).containsExactly("cluster-tls-refused", "cluster-tls-reloaded");
  }

  @Test
  void keysThatNobodyElseWouldAcceptAreNotTaken() {
    NodeFiles files = NodeFiles.of(temp, CA);
    ClusterKeys keys = keys(files);
    keys.refresh();
    SSLContext first = keys.context();

    files.use(TestCertificates.ca("other CA").certificate().names(NodeFiles.SUBJECT).issue());
    keys.refresh();
    files.use(CA.certificate().names("www.example.org").issue());
    keys.refresh();
    files.use(
        CA.certificate()
            .names(NodeFiles.SUBJECT)
            .valid(now.minus(9, ChronoUnit.DAYS), now.minus(2, ChronoUnit.DAYS))
            .issue());
    keys.refresh();

    assertThat(keys.context()).isSameAs(first);
    assertThat(log.events())
        .extracting(event -> event.field("problem", String.class))
        .satisfiesExactly(
            unknown -> assertThat(unknown).contains("CN=other CA"),
            misnamed ->
                assertThat(misnamed)
                    .contains("is for www.example.org (it must carry the subject-name"),
            expired -> assertThat(expired).contains("expired"));
  }

  @Test
  void aNodeWithoutUsableKeysLooksAgainWhenItNeedsThem() {
    NodeFiles files = NodeFiles.of(temp, CA);
    ClusterKeys keys = keys(files);
    files.spoil();
    keys.refresh();

    assertThat(log.events().get(0).field("kept", Boolean.class)).isFalse();

    files.use(another());
    SSLContext empty = keys.context();
    assertThat(keys.context()).isNotSameAs(empty);
    now = now.plusSeconds(1);
    assertThat(keys.context()).isNotSameAs(empty).isSameAs(keys.context());
  }

  @Test
  void aCertificateThatHasExpiredIsBetterThanNone() {
    Identity expired =
        CA.certificate()
            .names(NodeFiles.SUBJECT)
            .valid(now.minus(9, ChronoUnit.DAYS), now.minus(2, ChronoUnit.DAYS))
            .issue();
    ClusterKeys keys = keys(NodeFiles.of(temp, CA, expired));

    keys.refresh();
    keys.refresh();

    assertThat(keys.context()).isNotNull();
    assertThat(told()).containsExactly("cluster-tls-refused");
  }

  @ParameterizedTest
  @CsvSource({
    "fleet.example.org, x, true",
    "FLEET.Example.org, x, true",
    "other.example.org, fleet.example.org, false",
    "*.example.org, x, false",
    ", fleet.example.org, true",
    ", other.example.org, false"
  })
  void theNameIsThatOfTheCertificateOrItsCommonNameIfItCarriesNone(
      String dnsName, String commonName, boolean accepted) {
    TestCertificates.Request request =
        CA.certificate().commonName(commonName).addresses("127.0.0.1");
    Identity identity = (dnsName == null ? request : request.names(dnsName)).issue();

    assertThat(PeerIdentity.isNamed(identity.leaf(), NodeFiles.SUBJECT)).isEqualTo(accepted);
    assertThat(PeerIdentity.isNamed(identity.leaf(), NodeFiles.SUBJECT + ".")).isEqualTo(accepted);
  }

  @Test
  void validateTellsWhatOtherNodesWouldRefuse() {
    NodeFiles good = NodeFiles.of(temp.resolve("good"), CA);
    NodeFiles misnamed =
        NodeFiles.of(temp.resolve("misnamed"), CA, CA.certificate().names("a.example").issue());
    NodeFiles stranger =
        NodeFiles.of(temp.resolve("stranger"), TestCertificates.ca("other CA"), another());

    PemFileCheck check = new PemFileCheck();
    assertThat(check.problems(good.settings())).isEmpty();
    assertThat(check.problems(misnamed.settings()))
        .extracting(Problem::message)
        .containsExactly("is for a.example");
    assertThat(check.problems(stranger.settings()))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("other nodes would refuse it: ");
  }
}
