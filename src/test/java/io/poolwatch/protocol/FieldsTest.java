package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The fields of a message, as they are read and as they are written. */
final class FieldsTest {

  private static Fields of(String hex) {
    return new Fields(HexFormat.of().parseHex(hex));
  }

  @Test
  void fieldsAreReadInOrder() throws MalformedException {
    Fields fields = of("ff" + "fffe" + "fffefdfc" + "fffe" + "0102" + "07" + "61e40062");

    assertThat(fields.int8()).isEqualTo(0xff);
    assertThat(fields.int16()).isEqualTo(0xfffe);
    assertThat(fields.int32()).isEqualTo(0xfffefdfc);
    assertThat(fields.int16LittleEndian()).isEqualTo(0xfeff);
    assertThat(fields.bytes(2)).containsExactly(1, 2);
    fields.skip(1);
    assertThat(fields.left()).isEqualTo(4);
    assertThat(fields.text()).isEqualTo("aä");
    assertThat(fields.rest()).isEqualTo("b");
    assertThat(fields.left()).isZero();
    assertThat(fields.rest()).isEmpty();
  }

  @Test
  void aFieldMayEndWhereTheMessageEnds() throws MalformedException {
    assertThat(of("").bytes(0)).isEmpty();
    assertThat(of("0102").bytes(2)).containsExactly(1, 2);
    assertThat(of("01020304").int32()).isEqualTo(0x01020304);
    assertThat(of("6100").text()).isEqualTo("a");
    assertThat(of("00").text()).isEmpty();
  }

  @Test
  void aFieldThatIsNotWholeIsMalformed() {
    List<ThrowingCallable> reads =
        List.of(
            () -> of("").int8(),
            () -> of("01").int16(),
            () -> of("010203").int32(),
            () -> of("01").int16LittleEndian(),
            () -> of("01").bytes(2),
            () -> of("01").bytes(-1),
            () -> of("01").skip(2),
            () -> of("6162").text(),
            () -> of("").text());

    assertThat(reads)
        .allSatisfy(
            read ->
                assertThatThrownBy(read)
                    .isInstanceOfSatisfying(
                        MalformedException.class,
                        e -> assertThat(e.info()).isEqualTo("a message that ends within a field")));
  }

  @Test
  void fieldsAreWrittenInTheOrderOfBytesThatTheirNamesSay() {
    Output output =
        new Output()
            .int8(0xff)
            .int16LittleEndian(0x8182)
            .int24LittleEndian(0x818283)
            .int32LittleEndian(0x81828384)
            .int32(0x81828384)
            .text("ä")
            .raw(new byte[] {1})
            .raw(Octets.int16(0x8182));

    assertThat(HexFormat.of().formatHex(output.bytes().toArray()))
        .isEqualTo("ff" + "8281" + "838281" + "84838281" + "81828384" + "c3a400" + "01" + "8182");
    assertThat(output.length()).isEqualTo(20);
  }
}
