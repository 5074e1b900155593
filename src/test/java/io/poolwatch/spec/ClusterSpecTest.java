package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.spec.ClusterSpec.Minority;
import io.poolwatch.spec.ClusterSpec.Plaintext;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whether the nodes of a fleet may speak in clear. */
final class ClusterSpecTest {
  private static final ClusterTls TLS =
      new ClusterTls(Path.of("ca.pem"), Path.of("n.pem"), Path.of("n.key"), null, "fleet.example");

  private static boolean inClear(Plaintext plaintext, @Nullable ClusterTls tls) {
    return new ClusterSpec(VerdictRule.MAJORITY, Minority.LOCAL, plaintext, tls)
        .plaintextOnLoopback();
  }

  @Test
  void nodesSpeakInClearOnlyWhereThatIsAllowedAndTlsIsNotConfigured() {
    assertThat(inClear(Plaintext.LOOPBACK_ONLY, null)).isTrue();
    assertThat(inClear(Plaintext.LOOPBACK_ONLY, TLS)).isFalse();
    assertThat(inClear(Plaintext.NEVER, null)).isFalse();
    assertThat(inClear(Plaintext.NEVER, TLS)).isFalse();
    assertThat(ClusterSpec.DEFAULT.plaintextOnLoopback()).isFalse();
  }
}
