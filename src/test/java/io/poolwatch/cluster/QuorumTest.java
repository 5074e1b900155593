package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which side of a cut speaks for the fleet. */
final class QuorumTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, true", "2, 12, true", "2, 1, true", "2, 2, false", "3, 12, true", "3, 23, true",
    "3, 1, false", "4, 12, true", "4, 34, false", "4, 14, true", "4, 234, true", "5, 12, false",
    "5, 345, true"
  })
  void moreThanHalfOrTheHalfWithTheLowestAddress(int members, String heard, boolean quorate) {
    List<Peer> all =
        IntStream.rangeClosed(1, members)
            .mapToObj(
                i ->
                    new Peer(
                        "n" + i + "@x#1",
                        "n" + i,
                        "10.0.0." + i + ":7355",
                        Set.of(),
                        null,
                        true,
                        true))
            .toList();
    assertThat(Quorum.of(all, peer -> heard.contains(peer.name().substring(1)))).isEqualTo(quorate);
  }
}
