package io.poolwatch.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The measure of what a probe keeps sees what it is there for. */
final class HoldingsTest {
  private record Keeps(Object kept) {}

  @Test
  void bytesAndTextsCountWhereverTheyAre() {
    List<Object> list = new ArrayList<>(List.of(new byte[1000], "x".repeat(100)));
    list.add(ByteBuffer.allocate(50));
    list.add(ProbeDriver.bytes("y".repeat(20_000)).drop(19_000));

    assertThat(Holdings.of(new Keeps(new Keeps(list)))).isBetween(21_150L, 21_500L);
  }

  @Test
  void whatIsThereTwiceCountsOnce() {
    byte[] bytes = new byte[1000];

    assertThat(Holdings.of(new Keeps(List.of(new Keeps(bytes), new Keeps(bytes))))).isEqualTo(1000);
  }

  @Test
  void whatAllProbesShareDoesNotCount() {
    assertThat(Holdings.of(new Keeps(ProbeDriver.send("x".repeat(1000))))).isZero();
  }

  @Test
  void aProbeKeepsWhatHasComeOfAReply() {
    ProbeDriver probe = new ProbeDriver(ProbeDriver.script(ProbeDriver.expect("no")));
    probe.connected().received("x".repeat(5000));

    assertThat(probe.holds()).isBetween(5000L, 6000L);
  }
}
