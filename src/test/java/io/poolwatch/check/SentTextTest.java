package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is sent may be a login: the texts of what sends it tell its length alone. */
final class SentTextTest {

  static Stream<Object[]> senders() {
    return Stream.of(
        new Object[] {new ScriptStep.Send("AUTH x", null), "Send[6 characters]"},
        new Object[] {new ScriptStep.SendHex("0d0a", null), "SendHex[4 digits]"},
        new Object[] {ProbeDriver.send("AUTH x"), "Send[6 bytes]"},
        new Object[] {new Dialogue.Send(ProbeDriver.bytes("AUTH x")), "Send[6 bytes]"});
  }

  @ParameterizedTest
  @MethodSource("senders")
  void itTellsTheLengthAlone(Object sender, String text) {
    assertThat(sender).hasToString(text);
  }
}
