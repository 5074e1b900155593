package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HangupsTest {
  private final Hangups hangups = new Hangups();
  private final AtomicInteger served = new AtomicInteger();

  @Test
  void thoseThatComeTooEarlyAreServedOnceAsSoonAsSomebodyCan() {
    hangups.arrived();
    hangups.arrived();
    assertThat(served).hasValue(0);

    hangups.serve(served::incrementAndGet);

    assertThat(served).hasValue(1);
  }

  @Test
  void nothingIsServedThatDidNotCome() {
    hangups.serve(served::incrementAndGet);

    assertThat(served).hasValue(0);
  }

  @Test
  void eachThatComesLaterIsServed() {
    hangups.arrived();
    hangups.serve(served::incrementAndGet);

    hangups.arrived();
    hangups.arrived();

    assertThat(served).hasValue(3);
  }
}
