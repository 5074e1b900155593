package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Objects;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements of the Basic Encoding Rules, read and written. */
final class BerTest {

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static int size(String hex) {
    Input input = new Input();
    input.add(ByteString.fromArray(bytes(hex)));
    return Ber.size(input);
  }

  private static Ber.Reader reader(String hex) {
    return new Ber.Reader(bytes(hex));
  }

  @ParameterizedTest
  @CsvSource({
    "3000, 2",
    "307f, 129",
    "308180, 131",
    "30820100, 260",
    "3083010000, 65541",
    "308400000005, 11",
    "308401000000, 16777222"
  })
  void aSizeCountsTagAndLengthInEveryForm(String hex, int size) {
    assertThat(size(hex)).isEqualTo(size);
  }

  @ParameterizedTest
  @CsvSource({"30", "3081", "308201", "3084000000"})
  void aLengthThatIsNotWholeIsUnknown(String hex) {
    assertThat(size(hex)).isEqualTo(Ber.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({"3080", "30850000000001", "308401000001", "3084ffffffff"})
  void aLengthWithoutEndOrBeyondTheLargestIsMalformed(String hex) {
    assertThat(size(hex)).isEqualTo(Ber.MALFORMED);
  }

  @Test
  void anElementIsWrittenInTheFormThatItsLengthNeeds() {
    assertThat(Ber.element(Ber.OCTET_STRING, Octets.of(1, 2), Octets.of(3)))
        .isEqualTo(Octets.of(4, 3, 1, 2, 3));
    assertThat(Ber.integer(3)).isEqualTo(Octets.of(2, 1, 3));
    assertThat(Ber.text(0x80, "ä")).isEqualTo(Octets.of(0x80, 2, 0xc3, 0xa4));
    assertThat(Ber.text(4, "x".repeat(127)).take(2)).isEqualTo(Octets.of(4, 127));
    assertThat(Ber.text(4, "x".repeat(128)).take(6)).isEqualTo(Octets.of(4, 0x84, 0, 0, 0, 128));
    assertThat(Ber.text(4, "x".repeat(0x10203)).take(6)).isEqualTo(Octets.of(4, 0x84, 0, 1, 2, 3));
  }

  @Test
  void elementsAreReadOneAfterTheOther() {
    Ber.Reader reader = reader("300302010504810161");

    assertThat(reader.tag()).isEqualTo(Ber.SEQUENCE);
    Ber.Reader inside = Objects.requireNonNull(reader.inside(Ber.SEQUENCE));
    assertThat(inside.number(Ber.INTEGER)).isEqualTo(5);
    assertThat(inside.tag()).isEqualTo(-1);
    assertThat(reader.latin1(Ber.OCTET_STRING)).isEqualTo("a");
    assertThat(reader.tag()).isEqualTo(-1);
  }

  @Test
  void whatIsNotThereIsNothing() {
    assertThat(reader("").contents(4)).isNull();
    assertThat(reader("040161").contents(2)).isNull();
    assertThat(reader("040261").contents(4)).isNull();
    assertThat(reader("040161").inside(Ber.SEQUENCE)).isNull();
    assertThat(reader("020105").latin1(Ber.OCTET_STRING)).isNull();
    assertThat(reader("04").latin1(Ber.OCTET_STRING)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "020100, 0",
    "0202ff, -1",
    "02020100, 256",
    "020200ff, 255",
    "02047fffffff, 2147483647",
    "0200, -1",
    "0201ff, -1",
    "02050000000001, -1",
    "040101, -1"
  })
  void aNumberHasOneToFourBytesAndNoSign(String hex, int number) {
    assertThat(reader(hex).number(Ber.INTEGER)).isEqualTo(number);
  }
}
