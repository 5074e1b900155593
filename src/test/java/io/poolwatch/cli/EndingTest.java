package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndingTest {
  private final List<Integer> halts = new ArrayList<>();
  private final Ending ending = new Ending(halts::add);

  @Test
  void theFirstSignalEndsTheServiceInOrder() {
    ending.signal("SIGTERM");

    assertThat(ending.await()).isEqualTo(new Ending.Cause("SIGTERM", 0));
    assertThat(halts).isEmpty();
  }

  @Test
  void theSecondSignalEndsTheProcessAtOnceWithOne() {
    ending.signal("SIGTERM");
    ending.signal("SIGINT");

    assertThat(halts).containsExactly(1);
    assertThat(ending.await().reason()).isEqualTo("SIGTERM");
  }

  @Test
  void whateverFailsAfterASignalDoesNotSpoilItsExitCode() {
    ending.signal("SIGINT");
    ending.fail("the actor system ended by itself");

    assertThat(ending.await()).isEqualTo(new Ending.Cause("SIGINT", 0));
    assertThat(halts).isEmpty();
  }

  @Test
  void aFailureLeavesWithOneAndASignalThenEndsAtOnce() {
    ending.fail("standard output can't be written");
    ending.signal("SIGTERM");

    assertThat(ending.await()).isEqualTo(new Ending.Cause("standard output can't be written", 1));
    assertThat(halts).containsExactly(1);
  }
}
