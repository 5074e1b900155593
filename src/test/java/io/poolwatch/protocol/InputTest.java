package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.check.ProbeDriver;
import io.poolwatch.model.Secret;
import java.util.Random;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** What conversations collect, and how they show it. */
final class InputTest {
  private static Input of(String latin1) {
    Input input = new Input();
    input.add(ProbeDriver.bytes(latin1));
    return input;
  }

  @Test
  void linesEndWithLfOrCrLf() {
    Input input = of("a\r\nb\n\r\n\nc");

    assertThat(input.line()).isEqualTo("a");
    assertThat(input.line()).isEqualTo("b");
    assertThat(input.line()).isEmpty();
    assertThat(input.line()).isEmpty();
    assertThat(input.line()).isNull();
    assertThat(input.latin1()).isEqualTo("c");
  }

  @Test
  void aLineMayComeInPieces() {
    Input input = of("a");
    assertThat(input.line()).isNull();
    input.add(ProbeDriver.bytes("b\r"));
    assertThat(input.line()).isNull();
    input.add(ProbeDriver.bytes("\nc\n"));

    assertThat(input.line()).isEqualTo("ab");
    assertThat(input.line()).isEqualTo("c");
    assertThat(input.isEmpty()).isTrue();
  }

  @Test
  void aLineThatWasLookedForIsFoundWhenItsEndComes() {
    Input input = of("x".repeat(299) + "\nabc");
    assertThat(input.line()).hasSize(299);
    assertThat(input.line()).isNull();
    input.add(ProbeDriver.bytes("\n" + "y".repeat(600)));

    assertThat(input.line()).isEqualTo("abc");
  }

  @Test
  void aCarriageReturnThatIsUsedUpEndsNoLine() {
    Input input = of("\r\nb\n");
    input.skip(1);

    assertThat(input.line()).isEmpty();
    assertThat(input.line()).isEqualTo("b");
  }

  @Test
  void itsTextIsItsBeginningAndItsLength() {
    assertThat(of("a\n")).hasToString("'a\\n' (2 bytes)");
  }

  @Test
  void numbersAreUnsigned() {
    Input input = of("\u00ff\u00fe\u00fd\u00fc");

    assertThat(input.at(0)).isEqualTo(0xff);
    assertThat(input.int16(1)).isEqualTo(0xfefd);
    assertThat(input.int32(0)).isEqualTo(0xfffefdfcL);
    assertThat(input.int24LittleEndian(0)).isEqualTo(0xfdfeff);
  }

  @Test
  void whatIsNotThereCanNotBeRead() {
    Input input = of("abcd");
    input.skip(2);

    assertThatThrownBy(() -> input.at(2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> input.take(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> input.skip(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(input.take(2)).containsExactly('c', 'd');
  }

  @Test
  void itIsAQueueHoweverItIsFilledAndEmptied() {
    Random random = new Random(1);
    Input input = new Input();
    StringBuilder model = new StringBuilder();
    for (int round = 0; round < 2_000; round++) {
      byte[] more = new byte[random.nextInt(200)];
      random.nextBytes(more);
      ByteString bytes = ByteString.fromArray(more);
      input.add(bytes);
      model.append(latin1(more));
      int used = random.nextInt(input.length() + 1);
      assertThat(latin1(input.take(used))).isEqualTo(model.substring(0, used));
      model.delete(0, used);
      assertThat(input.latin1()).hasToString(model.toString());
    }
  }

  private static String latin1(byte[] bytes) {
    return ProbeDriver.bytes("").concat(ByteString.fromArray(bytes)).decodeString("ISO-8859-1");
  }

  @Test
  void whatIsForgottenDoesNotComeBack() {
    Input input = of("secret\n");
    input.clear();
    input.add(ProbeDriver.bytes("a\n"));

    assertThat(input.line()).isEqualTo("a");
  }

  @Test
  void aSecretIsTakenOutOfWhatIsShown() {
    ServerText text = ServerText.without(new Secret("pä"));

    assertThat(text.read("wrong: p\u00c3\u00a4, r\u00c3\u00b6d")).isEqualTo("wrong: ***, röd");
    assertThat(text.quote("p\u00c3\u00a4\n")).isEqualTo("'***\\n'");
    assertThat(ServerText.without(new Secret("")).read("all")).isEqualTo("all");
  }
}
