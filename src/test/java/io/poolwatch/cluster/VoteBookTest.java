package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which votes are known. */
final class VoteBookTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");
  private static final VoteBook.Subject OLD = VoteBook.Subject.of(WEB1, "old");
  private static final VoteBook.Subject NEW = VoteBook.Subject.of(WEB1, "new");

  private final VoteBook book = new VoteBook();

  @Test
  void ofAVoterAndAServerTheLastVoteStandsWhateverConfigurationItIsBy() {
    assertThat(book.put(OLD, vote("a", 1))).isTrue();
    assertThat(book.put(NEW, vote("a", 2))).isTrue();
    assertThat(book.put(OLD, vote("a", 1))).as("comes late").isFalse();

    assertThat(book.of(OLD, "a")).isNull();
    assertThat(book.of(NEW, "a")).isEqualTo(vote("a", 2));
    assertThat(book.of(NEW, "b")).isNull();
  }

  @Test
  void voteOfWhoIsGoneAndOnServersThatNobodyKnowsAreForgotten() {
    VoteBook.Subject other = VoteBook.Subject.of(new ServerId("web", "web2"), "h");
    book.put(NEW, vote("a", 1));
    book.put(NEW, vote("b", 1));
    book.put(other, vote("a", 2));

    book.retain(Set.of("a"), WEB1::equals);

    assertThat(book.of(NEW, "a")).isNotNull();
    assertThat(book.of(NEW, "b")).isNull();
    assertThat(book.size()).isEqualTo(1);
    book.remove(WEB1, "a");
    assertThat(book.size()).isZero();
  }

  private static Vote vote(String voter, long seq) {
    return new Vote(voter, seq, Vote.Choice.UP, null);
  }
}
