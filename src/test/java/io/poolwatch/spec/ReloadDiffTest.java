package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Level;
import io.poolwatch.testkit.ServerSpecs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReloadDiffTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void serversAreToldApartByPoolNameAndFingerprint() {
    ServiceSpec before = service(pool("p", "a1", "b1", "c1"), pool("q", "a1"));
    ServiceSpec after = service(pool("p", "d1", "c2", "a1"), pool("r", "a1"));

    ReloadDiff diff = ReloadDiff.between(before, after);

    assertThat(ids(diff.added())).containsExactly("p/d", "r/a");
    assertThat(ids(diff.removed())).containsExactly("p/b", "q/a");
    assertThat(ids(diff.changed())).containsExactly("p/c");
    assertThat(diff.changed()).extracting(ServerSpec::fingerprint).containsExactly("2");
    assertThat(ids(diff.unchanged())).containsExactly("p/a");
    assertThat(diff.isEmpty()).isFalse();
  }

  @Test
  void aConfigurationDoesNotDifferFromItselfInAnotherOrder() {
    ReloadDiff diff =
        ReloadDiff.between(
            service(pool("p", "a1", "b1"), pool("q", "a1")),
            service(pool("q", "a1"), pool("p", "b1", "a1")));

    assertThat(diff.isEmpty()).isTrue();
    assertThat(ids(diff.unchanged())).containsExactly("q/a", "p/b", "p/a");
  }

  private static List<String> ids(List<ServerSpec> servers) {
    return servers.stream().map(server -> server.id().toString()).toList();
  }

  private static ServiceSpec service(PoolSpec... pools) {
    return new ServiceSpec(
        Path.of("p.conf"),
        List.of(pools),
        new NodeSpec("n", "h", 0, "h", 0, List.of(), List.of(), null, null, null, SECOND),
        ClusterSpec.DEFAULT,
        new LimitsSpec(1, 1, SECOND),
        new ResolveSpec(SECOND, SECOND, ResolveSpec.Family.IPV4),
        new EventLogSpec(EventLogSpec.Format.TEXT, Level.INFO),
        SinksSpec.NONE);
  }

  /** A pool of servers, each given by its name and its fingerprint, a character each. */
  private static PoolSpec pool(String name, String... servers) {
    return new PoolSpec(
        name,
        Stream.of(servers)
            .map(text -> server(name, text.substring(0, 1), text.substring(1)))
            .toList());
  }

  private static ServerSpec server(String pool, String name, String fingerprint) {
    return ServerSpecs.server(pool, name).fingerprint(fingerprint).build();
  }
}
