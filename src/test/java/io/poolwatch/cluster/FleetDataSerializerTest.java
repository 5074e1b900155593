package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static io.poolwatch.cluster.Histories.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.cluster.VoteBucket.Entry;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Vote;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FleetDataSerializerTest {
  private static final VoteBucket VOTES =
      VoteBucket.EMPTY
          .with(voter(1), Map.of("p/a\nh", new Entry(7, payload("UP"))))
          .with(voter(2), Map.of("p/a\nh", new Entry(258, payload("")), "p/b\nh", entry(1)));

  private final FleetDataSerializer serializer = new FleetDataSerializer();

  private static Entry entry(long seq) {
    return new Entry(seq, payload("DOWN"));
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  private static String hex(String... parts) {
    return String.join("", parts).replace(" ", "");
  }

  @Test
  void theFormOfVotesNeverChangesUnderItsName() {
    String address = "0005 70656b6b6f 000f 706f6f6c77617463682d666c656574 0009 3132372e302e302e3";

    assertThat(serializer.manifest(VOTES)).isEqualTo("vote-bucket-1");
    assertThat(HexFormat.of().formatHex(serializer.toBinary(VOTES)))
        .isEqualTo(
            hex(
                "0002 0005 702f610a68 0005 702f620a68",
                "0002",
                address + "1 00001cbb 00000000000003e9",
                "0001 0000 0000000000000007 0002 5550",
                address + "2 00001cbb 00000000000003ea",
                "0002 0000 0000000000000102 0000",
                "0001 0000000000000001 0004 444f574e"));
  }

  @Test
  void theIdentifierNeverChanges() {
    assertThat(serializer.identifier()).isEqualTo(73_551);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsReadIsWhatWasWrittenAndEqualBucketsHaveEqualBytes(long seed) throws Exception {
    Histories histories = new Histories(seed);
    VoteBucket a = histories.votes();
    VoteBucket b = histories.votes();

    assertThat(serializer.fromBinary(serializer.toBinary(a), "vote-bucket-1")).isEqualTo(a);
    assertThat(serializer.toBinary(a.mergeData(b))).isEqualTo(serializer.toBinary(b.mergeData(a)));
  }

  /** 800,000 servers in 16,384 buckets; all of them DOWN, with the longest reasons. */
  @ParameterizedTest
  @NullSource
  @ValueSource(ints = 400)
  void fiftyServersOfThreeVotersAreLessThan64KibibytesWhateverTheySay(@Nullable Integer own) {
    String words = own == null ? null : "\u20ac".repeat(own);

    assertThat(serializer.toBinary(full(50, words))).hasSizeLessThan(64 * 1024);
  }

  @Test
  void aBucketThatChanceHasFilledStillFitsIntoAMessage() {
    assertThat(serializer.toBinary(full(150, null))).hasSizeLessThan(192 * 1024);
  }

  private static VoteBucket full(int servers, @Nullable String own) {
    CheckResult down =
        new CheckResult(
            Outcome.FAILED,
            CheckStatus.L7RSP,
            503,
            "\u20ac".repeat(400),
            Phase.RECEIVE,
            new Timings(1_000_000, 10_000_000, 1_000_000, 900_000_000, 912_000_000),
            null,
            null,
            "readiness",
            own);
    VoteBucket bucket = VoteBucket.EMPTY;
    for (int node = 1; node <= 3; node++) {
      String voter = Peer.voter("checker-" + node, "10.20.30.4" + node + ":7355", Long.MAX_VALUE);
      Map<String, Entry> votes = new HashMap<>();
      for (int server = 0; server < servers; server++) {
        ServerId id = new ServerId("pool-17", "server-%05d".formatted(server));
        VoteBook.Subject subject = VoteBook.Subject.of(id, "0".repeat(64));
        Vote vote = new Vote(voter, 1_000_000_000L, Vote.Choice.DOWN, down);
        ByteString payload = StoreActor.payload(voter, WireVote.of(subject, vote));
        votes.put(id.toString(), new Entry(vote.seq(), payload));
      }
      bucket = bucket.with(voter(node), votes);
    }
    return bucket;
  }

  @Test
  void bytesThatAreCutOffOrTooManyAreRefused() {
    byte[] whole = serializer.toBinary(VOTES);
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> serializer.fromBinary(part, "vote-bucket-1"))
          .isInstanceOf(NotSerializableException.class);
    }
    assertThatThrownBy(
            () -> serializer.fromBinary(Arrays.copyOf(whole, whole.length + 1), "vote-bucket-1"))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void aKeyThatIsNotInTheTableIsRefused() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                hex(
                    "0000 0001 0001 61 0001 62 0001 63 00000001 0000000000000001",
                    "0001 0000 0000000000000001 0000"));

    assertThatThrownBy(() -> serializer.fromBinary(bytes, "vote-bucket-1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("key 0 of 0");
  }

  @Test
  void aFormOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "vote-bucket-2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessage("unknown form: vote-bucket-2");
  }

  @Test
  void aPayloadThatHasNoRoomIsRefusedWhereItIsWritten() {
    VoteBucket tooLong =
        VoteBucket.EMPTY.with(
            voter(1), Map.of("k", new Entry(1, ByteString.fromArray(new byte[65_536]))));

    assertThatThrownBy(() -> serializer.toBinary(tooLong)).isInstanceOf(UncheckedIOException.class);
  }
}
