package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpopCheckTest {
  private static final SpopCheck CHECK = new SpopCheck();
  private static final String HEAD = "65000000010000";
  private static final String VERSION = text("version") + "08" + text("2.0");
  private static final String SIZE = text("max-frame-size") + "03fcf006";
  private static final String CAPABILITIES = text("capabilities") + "08" + text("pipelining");

  /** A short text with its length, in hex. */
  private static String text(String text) {
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    return "%02x%s".formatted(text.length(), hex);
  }

  /** A frame with its length, in hex, as Latin-1. */
  private static String frame(String... hexParts) {
    String hex = String.join("", hexParts);
    return bytes("%08x%s".formatted(hex.length() / 2, hex));
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }

  private static String verdict(String... hexParts) {
    return Play.of(CHECK, Play.PLAIN, frame(hexParts)).verdict();
  }

  @Test
  void anAgentWhoseHelloFitsIsWell() {
    Play play = Play.of(CHECK, Play.PLAIN, frame(HEAD, VERSION, SIZE, CAPABILITIES));

    assertThat(play.verdict()).isEqualTo("L7OK");
    assertThat(play.goodbye()).isEmpty();
  }

  @Test
  void theHelloSaysThatItIsAHealthCheck() {
    String sent = Play.of(CHECK, Play.PLAIN).sent().get(0);

    assertThat(sent)
        .hasSize(82)
        .isEqualTo(
            frame(
                "01000000010000",
                text("supported-versions") + "08" + text("2.0"),
                text("max-frame-size") + "03fcf006",
                text("capabilities") + "08" + text(""),
                text("healthcheck") + "11"));
  }

  @Test
  void everyTypeOfDataIsSkippedWhereItIsNotWanted() {
    String others =
        text("a")
            + "00"
            + text("b")
            + "11"
            + text("c")
            + "02fe01"
            + text("d")
            + "0405"
            + text("e")
            + "06"
            + "7f000001"
            + text("f")
            + "07"
            + "00".repeat(16)
            + text("g")
            + "09"
            + text("x");

    assertThat(verdict(HEAD, others, VERSION, SIZE, CAPABILITIES)).isEqualTo("L7OK");
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, L7RSP unsupported version (8)",
    "3.0, L7RSP unsupported version (8)",
    "20, L7RSP unsupported version (8)"
  })
  void theVersionMustBeTwo(String version, String verdict) {
    assertThat(verdict(HEAD, text("version") + "08" + text(version), SIZE, CAPABILITIES))
        .isEqualTo(verdict);
  }

  @Test
  void nothingMayBeMissing() {
    assertThat(verdict(HEAD, SIZE, CAPABILITIES)).isEqualTo("L7RSP version value not found (5)");
    assertThat(verdict(HEAD, VERSION, CAPABILITIES))
        .isEqualTo("L7RSP max-frame-size value not found (6)");
    assertThat(verdict(HEAD, VERSION, SIZE)).isEqualTo("L7RSP capabilities value not found (7)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"03ef", "03ff00", "03fdf006", "03fcffffff07", "03fff0fefe7e"})
  void theFrameSizeMustBeInRange(String size) {
    assertThat(verdict(HEAD, VERSION, text("max-frame-size") + size, CAPABILITIES))
        .isEqualTo("L7RSP max-frame-size too big or too small (9)");
  }

  @Test
  void theSmallestFrameSizeIsInRange() {
    assertThat(verdict(HEAD, VERSION, text("max-frame-size") + "03f001", CAPABILITIES))
        .isEqualTo("L7OK");
  }

  @Test
  void aDisconnectIsTheAgentsAnswer() {
    String status = text("status-code") + "030d";

    assertThat(verdict("66000000010000", status, text("message") + "08" + text("no memory")))
        .isEqualTo("L7STS 13 AGENT-DISCONNECT, resource allocation error (13): no memory");
    assertThat(verdict("66000000010000", text("status-code") + "0332"))
        .isEqualTo("L7STS 50 AGENT-DISCONNECT, status (50)");
    assertThat(verdict("66000000010000", text("status-code") + "0300"))
        .isEqualTo("L7STS 0 AGENT-DISCONNECT, normal (0)");
    assertThat(verdict("66000000010000")).isEqualTo("L7RSP invalid frame received (4)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // too short for a head
        "64000000010000", // no type of an agent
        "65000000000000", // a fragment
        "65000000010100", // of a stream
        "65000000010000" + "05", // a name that is not whole
        "65000000010000" + "0161", // a name without a value
        "65000000010000" + "01610f", // an unknown type of data
        "65000000010000" + "016103", // a number of no byte at all
        "65000000010000" + "016103ffffffffff", // a number that has no end within 32 bits
        "65000000010000" + "016103ff", // a number that is not whole
        "65000000010000" + "016103ffffffffffffffff", // a number without an end
        "65000000010000" + "016103f0f1fefe7e", // a number of more than 32 bits
        "65000000010000" + "016106" + "7f0000", // an address that is not whole
        "65000000010000" + "016107" + "000000000000000000000000000000", // one of IPv6 neither
        "65000000010000" + "016108" + "05" // a text that is not whole
      })
  void whatIsNoFrameIsToldAsSuch(String hex) {
    assertThat(verdict(hex)).startsWith("L7RSP invalid frame received (4): '");
  }

  @Test
  void aFrameThatIsTooBigIsNotWaitedFor() {
    assertThat(Play.of(CHECK, Play.PLAIN, "HTTP").verdict())
        .isEqualTo("L7RSP frame is too big (3)");
    assertThat(Play.of(CHECK, Play.PLAIN, bytes("00003ffd")).verdict())
        .isEqualTo("L7RSP frame is too big (3)");
    assertThat(Play.of(CHECK, Play.PLAIN, bytes("00003ffc")).verdict())
        .startsWith("L7RSP the peer closed before AGENT-HELLO was complete");
  }

  @Test
  void everyByteOfAReplyCounts() {
    talks().forEach(Robustness::assertStands);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = Fuzzing.TIME)
  void itStandsWhateverAFuzzerSays(byte[] input) {
    Fuzzing.assertStands(talks(), input);
  }

  static Stream<byte[]> seeds() {
    return Fuzzing.seeds(talks());
  }

  private static List<Talk> talks() {
    return List.of(Talk.of(CHECK, Play.PLAIN, frame(HEAD, VERSION, SIZE, CAPABILITIES)));
  }
}
