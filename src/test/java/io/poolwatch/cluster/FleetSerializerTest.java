package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Vote;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The form of messages between nodes, which nodes of two versions must understand. */
final class FleetSerializerTest {
  private static final String SELF = "n1@10.0.0.1:7355#9";
  private static final WireVote.Reason REASON =
      new WireVote.Reason(
          Outcome.FAILED, CheckStatus.L7STS, 503, "no", Phase.RECEIVE, 1, -1, 2, 3, 6, null, null);
  private static final WireVote CAST =
      new WireVote("web", "web1", "00ff", 5, Vote.Choice.DOWN, REASON);

  private static final FleetMessage.Votes REASON_ALONE =
      new FleetMessage.Votes(SELF, List.of(CAST), false);

  private final FleetSerializer serializer = new FleetSerializer();

  static List<FleetMessage> messages() {
    return List.of(
        new FleetMessage.Beacon(SELF, true, "c0", "a0", 1_700_000_000_000L, 10, 9, 1, 250),
        new FleetMessage.Votes(SELF, List.of(CAST), true),
        new FleetMessage.Suspect(
            SELF, List.of(new FleetMessage.Suspicion("web", "web1", "00ff", 4))),
        new FleetMessage.AskVotes(SELF),
        new FleetMessage.AskConfig(SELF),
        new FleetMessage.Config(
            SELF, "c0", List.of(new FleetMessage.Known("web", "web1", "00ff")), true, false),
        new FleetMessage.AskAdmin(SELF),
        new FleetMessage.Administer(
            SELF,
            3,
            List.of(
                new FleetMessage.Wanted(
                    "web",
                    "web1",
                    2,
                    "n1",
                    AdminState.DRAIN,
                    "why",
                    "ada",
                    1,
                    List.of("1/n2"),
                    AdminState.MAINT))),
        new FleetMessage.Administered(SELF, 3, "n2@10.0.0.2:7355#8"),
        new FleetMessage.Hello("n1", "10.0.0.1:7355"),
        new FleetMessage.Welcome("n2", "10.0.0.2:7355", List.of("10.0.0.2:7355")));
  }

  @ParameterizedTest
  @MethodSource("messages")
  void whatIsWrittenIsReadAgain(FleetMessage message) throws NotSerializableException {
    byte[] bytes = serializer.toBinary(message);
    assertThat(serializer.fromBinary(bytes, serializer.manifest(message))).isEqualTo(message);
  }

  @Test
  void everyMessageHasASampleAndANameWithAVersion() {
    List<Class<?>> parts = List.of(FleetMessage.class.getPermittedSubclasses());
    assertThat(messages().stream().<Class<?>>map(FleetMessage::getClass)).hasSameElementsAs(parts);
    assertThat(messages())
        .map(serializer::manifest)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z-]+-[0-9]+"));
  }

  /** CBOR (RFC 8949): an array without a length of the record's components; enums by name. */
  @Test
  void theWireFormIsPinned() {
    assertThat(hex(new FleetMessage.Administered("n", 3, "m"))).isEqualTo("9f616e03616dff");
    assertThat(hex(new FleetMessage.Hello("n", "a:1"))).isEqualTo("9f616e63613a31ff");
    assertThat(hex(new FleetMessage.Votes("n", List.of(CAST), true)))
        .isEqualTo(
            "9f616e81"
                + "9f63776562"
                + "6477656231"
                + "6430306666"
                + "05"
                + text("DOWN")
                + "9f"
                + text("FAILED")
                + text("L7STS")
                + "1901f7"
                + text("no")
                + text("RECEIVE")
                + "0120020306f6f6ff"
                + "ff"
                + "f5ff");
  }

  /** A reason in our own words, which older nodes do not tell apart, is at the end. */
  @Test
  void theWireFormOfReasonsIsPinnedAndThatOfOlderNodesIsRead() throws Exception {
    WireVote.Reason own =
        new WireVote.Reason(
            Outcome.FAILED, CheckStatus.L7STS, 503, "no", Phase.RECEIVE, 1, -1, 2, 3, 6, null, "n");
    String votes =
        hex(
            new FleetMessage.Votes(
                SELF,
                List.of(new WireVote("web", "web1", "00ff", 5, Vote.Choice.DOWN, own)),
                false));
    String newer = "06f6" + text("n") + "ff";

    assertThat(votes).contains(newer);
    assertThat(read(votes)).isEqualTo(own);
    assertThat(read(votes.replace(newer, "06f6ff"))).isEqualTo(REASON);
  }

  private WireVote.@Nullable Reason read(String votes) throws NotSerializableException {
    byte[] bytes = HexFormat.of().parseHex(votes);
    return ((FleetMessage.Votes) serializer.fromBinary(bytes, "votes-1")).votes().get(0).reason();
  }

  /** What operators want, with and without what it was said over, which older nodes do not tell. */
  @Test
  void theWireFormOfAdminStatesIsPinnedAndThatOfOlderNodesIsRead() throws Exception {
    String older =
        text("web") + text("s") + "01" + text("n") + text("READY") + text("") + text("a") + "0280";
    AdminRegister said =
        new AdminRegister(
            new ServerId("web", "s"),
            1,
            "n",
            AdminState.READY,
            AdminState.MAINT,
            "",
            "a",
            2,
            List.of());
    assertThat(hex(new FleetMessage.Administer("n", 0, List.of(FleetMessage.Wanted.of(said)))))
        .isEqualTo("9f616e00819f" + older + text("MAINT") + "ffff");
    byte[] bytes = HexFormat.of().parseHex("9f616e00819f" + older + "ffff");
    FleetMessage.Administer read =
        (FleetMessage.Administer) serializer.fromBinary(bytes, "administer-1");
    assertThat(read.registers().get(0).register())
        .isEqualTo(
            new AdminRegister(
                said.server(), 1, "n", AdminState.READY, AdminState.READY, "", "a", 2, List.of()));
  }

  private String hex(FleetMessage message) {
    return HexFormat.of().formatHex(serializer.toBinary(message));
  }

  private static String text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().toHexDigits((byte) (0x60 + bytes.length))
        + HexFormat.of().formatHex(bytes);
  }

  @Test
  void whatANewerNodeAddsIsPassedOver() throws NotSerializableException {
    byte[] longer = HexFormat.of().parseHex("9f616e03616d" + "f5ff");
    assertThat(serializer.fromBinary(longer, "administered-1"))
        .isEqualTo(new FleetMessage.Administered("n", 3, "m"));
    byte[] older = HexFormat.of().parseHex("9f616e03ff");
    assertThat(serializer.fromBinary(older, "administered-1"))
        .as("what an older node does not say")
        .isEqualTo(new FleetMessage.Administered("n", 3, null));
  }

  @Test
  void aWordOfANewerNodeMakesItsVoteAnAbstentionAndLeavesTheOthers() throws Exception {
    byte[] bytes = serializer.toBinary(new FleetMessage.Votes(SELF, List.of(CAST, CAST), true));
    String newer = HexFormat.of().formatHex(bytes).replaceFirst(text("DOWN"), text("LAME"));

    assertThat(serializer.fromBinary(HexFormat.of().parseHex(newer), "votes-1"))
        .isEqualTo(
            new FleetMessage.Votes(
                SELF,
                List.of(new WireVote("web", "web1", "00ff", 5, Vote.Choice.ABSTAIN, REASON), CAST),
                true));
  }

  @Test
  void wordsOfANewerNodesReasonAreTakenForThoseThatSayLeast() throws Exception {
    String bytes = HexFormat.of().formatHex(serializer.toBinary(REASON_ALONE));
    for (String word : List.of("FAILED", "L7STS", "RECEIVE")) {
      bytes = bytes.replace(text(word), text("?".repeat(word.length())));
    }

    assertThat(read(bytes))
        .isEqualTo(
            new WireVote.Reason(
                Outcome.INCONCLUSIVE,
                CheckStatus.UNK,
                503,
                "no",
                Phase.RESOLVE,
                1,
                -1,
                2,
                3,
                6,
                null,
                null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud83d\ude00", "\ud83d", "\u20ac", "x"})
  void aReasonThatAServerChoseIsCutBetweenCharactersAndCanBeWritten(String piece) throws Exception {
    CheckResult result =
        new CheckResult(
            Outcome.FAILED,
            CheckStatus.L7RSP,
            CheckResult.NO_CODE,
            "a" + piece.repeat(400),
            Phase.RECEIVE,
            Timings.NONE,
            null);
    WireVote cast = WireVote.of(CAST.subject(), new Vote(SELF, 1, Vote.Choice.DOWN, result));
    FleetMessage.Votes votes = new FleetMessage.Votes(SELF, List.of(cast), false);

    assertThat(cast.reason()).isNotNull();
    assertThat(cast.reason().info().getBytes(StandardCharsets.UTF_8))
        .hasSizeBetween(WireVote.Reason.LONGEST_INFO - 6, WireVote.Reason.LONGEST_INFO);
    assertThat(serializer.fromBinary(serializer.toBinary(votes), "votes-1")).isEqualTo(votes);
  }

  /** Nobody has to look for nulls, or for addresses that are none, once a message is read. */
  @Test
  void aMessageWithNullsOrWithoutAnAddressIsRefused() {
    Map.of(
            "9ff6ff", "ask-votes-1",
            "9ff6f5f6f60000000000ff", "beacon-1",
            "9f616e81f6f5ff", "votes-1",
            "9f616ef6f4ff", "votes-1",
            "9f616e6178ff", "hello-1",
            "9f616e64782f3a31ff", "hello-1",
            "9f616e63613a31816178ff", "welcome-1")
        .forEach(
            (hex, manifest) ->
                assertThatThrownBy(
                        () -> serializer.fromBinary(HexFormat.of().parseHex(hex), manifest))
                    .isInstanceOf(NotSerializableException.class));
  }

  @Test
  void whatIsUnknownOrBrokenIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[] {0}, "beacon-9"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("beacon-9");
    Stream.of("", "00", "82616e", "9f", "83616e8186")
        .map(HexFormat.of()::parseHex)
        .forEach(
            bytes ->
                assertThatThrownBy(() -> serializer.fromBinary(bytes, "votes-1"))
                    .isInstanceOf(NotSerializableException.class));
  }

  @Test
  void alienMessagesHaveNoName() {
    assertThatThrownBy(() -> serializer.manifest(Map.of())).isInstanceOf(RuntimeException.class);
  }
}
