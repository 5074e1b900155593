package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventQueueTest {
  private long now;
  private final EventQueue queue = new EventQueue(3, () -> Instant.ofEpochMilli(now++));

  @Test
  void eventsComeOutInTheOrderInWhichTheyWentIn() throws Exception {
    put(debug("a"), important("b"), debug("c"));

    assertThat(taken()).containsExactly("a", "b", "c");
  }

  @Test
  void eventsCarryTheTimeAtWhichTheyWentIn() throws Exception {
    put(debug("a"), important("b"));
    now = 1_000;

    assertThat(take(9)).extracting(entry -> entry.time().toEpochMilli()).containsExactly(0L, 1L);
  }

  @Test
  void aFullQueueDropsExpendableNewcomersAndCountsThemWhereTheyAreMissing() throws Exception {
    put(debug("a"), important("b"), debug("c"), debug("d"), checkResult("e"));

    assertThat(taken()).containsExactly("a", "b", "c", "2 dropped");
  }

  @Test
  void anImportantNewcomerTakesThePlaceOfTheNewestExpendable() throws Exception {
    put(debug("a"), checkResult("b"), important("c"), important("d"), important("e"));

    assertThat(taken()).containsExactly("c", "2 dropped", "d", "e");
  }

  @Test
  void importantOnesAreDroppedOnlyWhenAllThatWaitAreImportant() throws Exception {
    put(important("a"), important("b"), important("c"), important("d"), debug("e"));

    assertThat(taken()).containsExactly("a", "b", "c", "2 dropped");
  }

  @Test
  void whatComesAfterTheGapStandsAfterIt() throws Exception {
    put(debug("a"), debug("b"), debug("c"), debug("lost"));
    List<String> first = taken(2);
    put(important("d"), debug("e"));

    assertThat(first).containsExactly("a", "b");
    assertThat(taken()).containsExactly("c", "1 dropped", "d", "e");
  }

  @Test
  void anOpenGapGrowsUntilItIsToldAndThenANewOneBegins() throws Exception {
    put(debug("a"), debug("b"), debug("c"), debug("lost"), debug("lost"));
    List<String> first = taken(1);
    put(debug("d"), debug("lost"));
    List<String> second = taken(3);
    put(debug("e"), debug("f"), debug("lost"));

    assertThat(first).containsExactly("a");
    assertThat(second).containsExactly("b", "c", "3 dropped");
    assertThat(taken()).containsExactly("d", "e", "f", "1 dropped");
  }

  @Test
  void aGapAloneStillWaitsToBeTold() throws Exception {
    put(important("a"), important("b"), important("c"), debug("lost"));
    List<String> all = taken(3);

    assertThat(all).hasSize(3);
    assertThat(queue.isEmpty()).isFalse();
    assertThat(taken()).containsExactly("1 dropped");
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void aClosedQueueGivesWhatWaitsAndTakesNothingMore() throws Exception {
    put(important("a"));
    queue.close();
    put(important("b"));

    assertThat(taken()).containsExactly("a");
    assertThat(queue.take(new ArrayList<>(), 9)).isFalse();
  }

  @Test
  void aDiscardedQueueForgetsWhatWaits() throws Exception {
    put(debug("a"), debug("b"), debug("c"), debug("lost"));
    queue.discard();

    assertThat(queue.take(new ArrayList<>(), 9)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itDoesWhatOnePlainListWouldDo(long seed) throws Exception {
    Random random = new Random(seed);
    PlainQueue plain = new PlainQueue();
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(5) > 1) {
        Event event = random.nextBoolean() ? important("important " + i) : debug("debug " + i);
        queue.put(event);
        plain.put(event);
      } else if (!queue.isEmpty()) {
        int most = 1 + random.nextInt(4);
        assertThat(taken(most)).isEqualTo(plain.take(most));
      }
    }
    queue.close();
    assertThat(taken()).isEqualTo(plain.take(Integer.MAX_VALUE));
    assertThat(plain.dropped).as("drops in all").isPositive();
  }

  /** The same policy in one list: slow, but plain to see. */
  private static final class PlainQueue {
    private final List<String> waiting = new ArrayList<>();
    private int gap;
    private int dropped;

    void put(Event event) {
      long events = waiting.stream().filter(label -> !label.equals("gap")).count();
      if (events < 3) {
        waiting.add(event.actor());
        return;
      }
      if (gap == 0) {
        waiting.add("gap");
      }
      gap++;
      dropped++;
      int newest = lastExpendable();
      if (event.level() != Level.DEBUG && newest >= 0) {
        waiting.remove(newest);
        waiting.add(event.actor());
      }
    }

    private int lastExpendable() {
      for (int i = waiting.size() - 1; i >= 0; i--) {
        if (waiting.get(i).startsWith("debug")) {
          return i;
        }
      }
      return -1;
    }

    List<String> take(int most) {
      List<String> taken = new ArrayList<>();
      while (!waiting.isEmpty() && taken.size() < most) {
        String next = waiting.remove(0);
        if (next.equals("gap")) {
          next = gap + " dropped";
          gap = 0;
        }
        taken.add(next);
      }
      return taken;
    }
  }

  private void put(Event... events) {
    for (Event event : events) {
      queue.put(event);
    }
  }

  private List<EventQueue.Entry> take(int most) throws InterruptedException {
    List<EventQueue.Entry> batch = new ArrayList<>();
    queue.take(batch, most);
    return batch;
  }

  private List<String> taken() throws InterruptedException {
    return taken(Integer.MAX_VALUE);
  }

  private List<String> taken(int most) throws InterruptedException {
    return take(most).stream().map(EventQueueTest::told).toList();
  }

  private static String told(EventQueue.Entry entry) {
    Event event = entry.event();
    return event == null ? entry.dropped() + " dropped" : event.actor();
  }

  private static Event important(String label) {
    return Event.of(EventName.SERVER_TRANSITION, Level.INFO, label).build();
  }

  private static Event debug(String label) {
    return Event.of(EventName.CONNECTION_SENT, Level.DEBUG, label).build();
  }

  private static Event checkResult(String label) {
    return Event.of(EventName.CHECK_RESULT, Level.INFO, label).build();
  }
}
