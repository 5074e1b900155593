package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.ServerSpecs;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReloadDiffTest {
  @Test
  void serversAreToldApartByPoolNameAndFingerprint() {
    ServiceSpec before = ServiceSpecTest.service(pool("p", "a1", "b1", "c1"), pool("q", "a1"));
    ServiceSpec after = ServiceSpecTest.service(pool("p", "d1", "c2", "a1"), pool("r", "a1"));

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
            ServiceSpecTest.service(pool("p", "a1", "b1"), pool("q", "a1")),
            ServiceSpecTest.service(pool("q", "a1"), pool("p", "b1", "a1")));

    assertThat(diff.isEmpty()).isTrue();
    assertThat(ids(diff.unchanged())).containsExactly("q/a", "p/b", "p/a");
  }

  @Test
  void aServerMoreLessOrOtherwiseIsADifference() {
    ServiceSpec one = ServiceSpecTest.service(pool("p", "a1"));
    ServiceSpec two = ServiceSpecTest.service(pool("p", "a1", "b1"));
    ServiceSpec other = ServiceSpecTest.service(pool("p", "a2"));

    assertThat(ReloadDiff.between(one, two).isEmpty()).isFalse();
    assertThat(ReloadDiff.between(two, one).isEmpty()).isFalse();
    assertThat(ReloadDiff.between(one, other).isEmpty()).isFalse();
  }

  private static List<String> ids(List<ServerSpec> servers) {
    return servers.stream().map(server -> server.id().toString()).toList();
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
