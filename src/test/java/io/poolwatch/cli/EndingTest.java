package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @Test
  void workIsDoneWhileNoEndComes() {
    assertThat(ending.unlessItComes(() -> "done")).contains("done");
  }

  @Test
  void workThatIsNotDoneWhenTheEndComesIsLeftAlone() {
    CompletableFuture<String> never = new CompletableFuture<>();

    Optional<String> result =
        ending.unlessItComes(
            () -> {
              ending.signal("SIGTERM");
              return never.join();
            });

    assertThat(result).isEmpty();
    assertThat(never.cancel(true)).as("the work still waited").isTrue();
  }

  @Test
  void noWorkBeginsOnceTheEndHasCome() {
    ending.signal("SIGTERM");
    AtomicBoolean began = new AtomicBoolean();

    assertThat(ending.unlessItComes(() -> began.getAndSet(true))).isEmpty();
    assertThat(began).isFalse();
  }

  @Test
  void whatBreaksTheWorkIsThrown() {
    IllegalStateException bug = new IllegalStateException("broken");

    assertThatThrownBy(
            () ->
                ending.unlessItComes(
                    () -> {
                      throw bug;
                    }))
        .isSameAs(bug);
  }
}
