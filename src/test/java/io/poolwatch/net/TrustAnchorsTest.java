package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;

/** Whom a check trusts. */
final class TrustAnchorsTest {
  @Test
  void withoutACaFileTheJdksTrustStoreCounts() throws Exception {
    TrustManagerFactory jdk =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    jdk.init((KeyStore) null);
    List<X509Certificate> issuers =
        Stream.of(jdk.getTrustManagers())
            .map(X509TrustManager.class::cast)
            .flatMap(manager -> Stream.of(manager.getAcceptedIssuers()))
            .toList();

    assertThat(issuers).isNotEmpty();
    assertThat(TrustAnchors.read(null).getAcceptedIssuers())
        .containsExactlyInAnyOrderElementsOf(issuers);
  }
}
