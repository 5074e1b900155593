package io.poolwatch.cluster;

import static io.poolwatch.cluster.Histories.payload;
import static io.poolwatch.cluster.Histories.voter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.cluster.VoteBucket.Entry;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  @Test
  void aHundredServersOfThreeVotersAreLessThan64Kibibytes() {
    VoteBucket bucket = VoteBucket.EMPTY;
    ByteString payload = ByteString.fromArray(new byte[150]);
    for (int node = 1; node <= 3; node++) {
      Map<String, Entry> votes = new HashMap<>();
      for (int server = 0; server < 100; server++) {
        String key = "pool-17/server-%05d\n%s".formatted(server, "0".repeat(64));
        votes.put(key, new Entry(Long.MAX_VALUE, payload));
      }
      bucket = bucket.with(voter(node), votes);
    }

    assertThat(serializer.toBinary(bucket)).hasSizeLessThan(64 * 1024);
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
