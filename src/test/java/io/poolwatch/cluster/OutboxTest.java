package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is gathered for the others, and in how many messages it goes. */
final class OutboxTest {
  /** Bytes that Artery takes in one frame. */
  private static final int FRAME = 256 * 1024;

  private final Outbox outbox = new Outbox();
  private final List<FleetMessage> sent = new ArrayList<>();
  private final List<WireVote> stored = new ArrayList<>();
  private final Port port =
      new Port() {
        @Override
        public void send(String address, FleetMessage message) {
          sent.add(message);
        }

        @Override
        public void store(String voter, List<WireVote> votes) {
          stored.addAll(votes);
        }

        @Override
        public void close() {}
      };

  @Test
  void messagesStayBelowWhatTheTransportTakesWhateverIsInThem() {
    List<FleetMessage.Wanted> long1 =
        IntStream.range(0, 500).mapToObj(i -> wanted("s" + i, "\u20ac".repeat(500))).toList();

    List<List<FleetMessage.Wanted>> batches = Outbox.batches(long1);

    assertThat(batches.stream().flatMap(List::stream)).containsExactlyElementsOf(long1);
    assertThat(batches)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            some ->
                assertThat(FleetSerializer.write(new FleetMessage.Administer("n", 0, some)))
                    .hasSizeLessThan(FRAME / 2));
  }

  @Test
  void littleIsOneMessageAndNothingIsNone() {
    assertThat(Outbox.batches(List.of())).isEmpty();
    assertThat(Outbox.batches(List.of(cast("s1", 1), cast("s2", 2)))).hasSize(1);
  }

  @Test
  void oneItemThatIsTooLongGoesAlone() {
    FleetMessage.Wanted huge = wanted("s1", "x".repeat(Outbox.MOST_BYTES));
    FleetMessage.Wanted small = wanted("s2", "");

    assertThat(Outbox.batches(List.of(huge, small, small)))
        .containsExactly(List.of(huge), List.of(small, small));
  }

  @Test
  void aStormOfVotesIsToldAtOnceAndKeptBitByBit() {
    int many = 2 * Outbox.MOST_STORED + 1;
    IntStream.range(0, many).forEach(i -> outbox.vote(cast("s" + i, i)));

    outbox.flush(port, "n1", List.of("a:1"), true);
    assertThat(sent)
        .singleElement()
        .isInstanceOfSatisfying(
            FleetMessage.Votes.class, told -> assertThat(told.votes()).hasSize(many));
    outbox.store(port, "n1", Outbox.MOST_STORED);
    assertThat(stored).hasSize(Outbox.MOST_STORED).startsWith(cast("s0", 0));
    outbox.store(port, "n1", Outbox.MOST_STORED);
    assertThat(outbox.isEmpty()).isFalse();
    outbox.vote(cast("s" + (many - 1), many));
    outbox.flush(port, "n1", List.of("a:1"), true);
    outbox.store(port, "n1", Outbox.MOST_STORED);
    assertThat(stored).hasSize(many).endsWith(cast("s" + (many - 1), many));
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void aVoteIsTakenBackTwoBeatsLater() {
    outbox.withdraw(cast("s1", 4));
    outbox.beat();
    assertThat(outbox.isEmpty()).isTrue();
    outbox.beat();

    outbox.flush(port, "n1", List.of("a:1"), true);
    outbox.store(port, "n1", Outbox.MOST_STORED);

    assertThat(sent).containsExactly(new FleetMessage.Votes("n1", List.of(cast("s1", 4)), false));
    assertThat(stored).containsExactly(cast("s1", 4));
    assertThat(outbox.isEmpty()).isTrue();
  }

  @Test
  void aVoteThatIsCastAgainMeanwhileIsNotTakenBack() {
    outbox.withdraw(cast("s1", 4));
    outbox.beat();
    outbox.vote(cast("s1", 5));
    outbox.beat();
    outbox.beat();

    outbox.store(port, "n1", Outbox.MOST_STORED);

    assertThat(stored).containsExactly(cast("s1", 5));
  }

  private static WireVote cast(String server, long seq) {
    return new WireVote("web", server, "00ff", seq, Vote.Choice.ABSTAIN, null);
  }

  private static FleetMessage.Wanted wanted(String server, String reason) {
    return FleetMessage.Wanted.of(
        new AdminRegister(
            new ServerId("web", server),
            1,
            "n1",
            AdminState.MAINT,
            AdminState.READY,
            reason,
            "ada",
            1,
            List.of()));
  }
}
