package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.VoteBucket.Entry;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Vote;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How large the values grow that Distributed Data has to carry. */
final class StoreBucketsTest {
  private static final int SERVERS = 100_000;
  private static final int VOTERS = 3;

  /** The replicator warns of larger ones, and Artery's frames hold no more than four times that. */
  private static final int MOST_BYTES = 64 << 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p%2$d/s%1$d",
        "web/s%1$d",
        "pool-%2$03d/server-%1$06d",
        "web/10.%2$d.%3$d.%4$d:8080"
      })
  void noneOfAHundredThousandServersIsTooLargeWhateverTheySay(String names) {
    Map<Integer, List<String>> buckets =
        IntStream.range(0, SERVERS)
            .mapToObj(i -> names.formatted(i, i / 1_000, i / 250 % 4, i % 250))
            .collect(Collectors.groupingBy(StoreActor::bucket));
    List<String> fullest =
        buckets.values().stream().reduce((a, b) -> a.size() < b.size() ? b : a).orElseThrow();

    VoteBucket bucket = VoteBucket.EMPTY;
    for (int voter = 1; voter <= VOTERS; voter++) {
      Map<String, Entry> said = new HashMap<>();
      for (String server : fullest) {
        said.put(server, new Entry(Long.MAX_VALUE, StoreActor.payload("n@h:1#1", vote(server))));
      }
      bucket = bucket.with(Histories.voter(voter), said);
    }
    assertThat(new FleetDataSerializer().toBinary(bucket).length)
        .as("bytes of %d servers", fullest.size())
        .isLessThan(MOST_BYTES);
  }

  private static WireVote vote(String server) {
    int slash = server.indexOf('/');
    CheckResult wordy =
        new CheckResult(
            Outcome.FAILED,
            CheckStatus.L7STS,
            503,
            "\u20ac".repeat(1_000),
            Phase.RECEIVE,
            Timings.NONE,
            null);
    VoteBook.Subject subject =
        VoteBook.Subject.of(
            new ServerId(server.substring(0, slash), server.substring(slash + 1)),
            "0123456789abcdef");
    return WireVote.of(subject, new Vote("n", Long.MAX_VALUE, Vote.Choice.DOWN, wordy));
  }
}
