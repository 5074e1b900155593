package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a node listens, which need not be where others reach it. */
final class NodeSpecTest {

  private static NodeSpec node(@Nullable String bindHost, @Nullable Integer bindPort) {
    return new NodeSpec(
        "n",
        "n.example",
        7447,
        bindHost,
        bindPort,
        List.of(),
        List.of(),
        null,
        null,
        null,
        Duration.ofSeconds(1));
  }

  @Test
  void itListensWhereOthersReachIt() {
    assertThat(node(null, null).listenHost()).isEqualTo("n.example");
    assertThat(node(null, null).listenPort()).isEqualTo(7447);
  }

  @Test
  void itListensElsewhereIfToldSo() {
    assertThat(node("10.0.0.1", null).listenHost()).isEqualTo("10.0.0.1");
    assertThat(node("10.0.0.1", null).listenPort()).isEqualTo(7447);
    assertThat(node(null, 17447).listenHost()).isEqualTo("n.example");
    assertThat(node(null, 17447).listenPort()).isEqualTo(17447);
  }
}
