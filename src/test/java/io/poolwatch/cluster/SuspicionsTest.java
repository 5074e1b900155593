package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ServerId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which suspicions are followed, and when a node doubts itself. */
final class SuspicionsTest {
  private static final VoteBook.Subject WEB =
      VoteBook.Subject.of(new ServerId("web", "web1"), "abc");
  private static final VoteBook.Subject OTHER =
      VoteBook.Subject.of(new ServerId("web", "web2"), "abc");

  private final Suspicions suspicions = new Suspicions();

  @Test
  void oneVotersSuspicionCountsOnceWhileItsVoteStands() {
    assertThat(suspicions.follow(WEB, "a", 7, 0)).isTrue();
    assertThat(suspicions.follow(WEB, "a", 7, 1)).isFalse();
    assertThat(suspicions.follow(WEB, "b", 7, 2)).as("another voter").isTrue();
    assertThat(suspicions.follow(OTHER, "a", 7, 3)).as("another server").isTrue();
    assertThat(suspicions.follow(WEB, "a", 8, 4)).as("another vote").isTrue();
    assertThat(suspicions.follow(WEB, "a", 8, 5)).isFalse();
  }

  @Test
  void anOldOneIsForgotten() {
    suspicions.follow(WEB, "a", 7, 0);
    long minute = Duration.ofMinutes(1).toNanos();
    suspicions.sweep(minute - 1);
    assertThat(suspicions.follow(WEB, "a", 7, minute - 1)).isFalse();
    assertThat(suspicions.follow(WEB, "a", 7, minute)).isTrue();
  }

  @Test
  void aNodeDoubtsItselfWhenItIsAloneWithMoreThanATenthAndFive() {
    assertThat(SelfDoubt.of(4, 10)).isFalse();
    assertThat(SelfDoubt.of(5, 49)).isTrue();
    assertThat(SelfDoubt.of(5, 50)).isFalse();
    assertThat(SelfDoubt.of(100, 1_000)).isFalse();
    assertThat(SelfDoubt.of(101, 1_000)).isTrue();
  }
}
