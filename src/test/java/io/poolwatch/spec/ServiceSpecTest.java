package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Level;
import io.poolwatch.testkit.ServerSpecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A whole configuration and the servers in it. */
final class ServiceSpecTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static final ServerSpec TARGET = ServerSpecs.server("p", "target").build();
  private static final ServerSpec LINK =
      ServerSpecs.server("q", "link").track("p", "target").build();
  private static final ServerSpec END = ServerSpecs.server("q", "end").track("q", "link").build();
  private static final PoolSpec OTHER = new PoolSpec("q", List.of(END, LINK));
  private static final ServiceSpec SERVICE = service(OTHER, new PoolSpec("p", List.of(TARGET)));

  /** A configuration of these pools. */
  static ServiceSpec service(PoolSpec... pools) {
    return new ServiceSpec(
        Path.of("p.conf"),
        List.of(pools),
        new NodeSpec("n", "h", 0, null, null, List.of(), List.of(), null, null, null, SECOND),
        ClusterSpec.DEFAULT,
        new LimitsSpec(1, 1, SECOND),
        new ResolveSpec(SECOND, SECOND, ResolveSpec.Family.IPV4),
        new EventLogSpec(EventLogSpec.Format.TEXT, Level.INFO),
        SinksSpec.NONE);
  }

  @Test
  void itsServersComePoolByPool() {
    assertThat(SERVICE.servers()).containsExactly(END, LINK, TARGET);
  }

  @Test
  void aServerIsProbedAtTheEndOfItsChain() {
    assertThat(SERVICE.probed(TARGET)).isSameAs(TARGET);
    assertThat(SERVICE.probed(LINK)).isSameAs(TARGET);
    assertThat(SERVICE.probed(END)).isSameAs(TARGET);
  }

  @Test
  void otherPoolsChangeNothingElse() {
    ServiceSpec changed = SERVICE.withPools(List.of(OTHER));

    assertThat(changed.pools()).containsExactly(OTHER);
    assertThat(changed.withPools(SERVICE.pools())).isEqualTo(SERVICE);
  }
}
