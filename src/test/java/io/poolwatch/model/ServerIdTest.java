package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ServerIdTest {

  @Test
  void hashesOfNumberedNamesDiffer() {
    List<ServerId> all =
        IntStream.range(0, 100_000)
            .mapToObj(i -> new ServerId("p" + i / 1_000, "s" + i % 1_000))
            .toList();

    assertThat(all.stream().map(ServerId::hashCode).distinct().count()).isGreaterThan(99_900);
    assertThat(all.stream().map(id -> id.hashCode() & 0x1ffff).distinct().count())
        .as("filled of 131,072 slots, at random 70,000")
        .isGreaterThan(65_000);
  }

  @Test
  void equalOnesHaveTheSameHash() {
    assertThat(new ServerId("web", "web1")).hasSameHashCodeAs(new ServerId("web", "web1"));
  }
}
