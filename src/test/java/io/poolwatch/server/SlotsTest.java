package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SlotsTest {

  @Test
  void aFreeSlotIsHeldAtOnceAndNobodyIsCalled() {
    List<String> called = new ArrayList<>();
    Slots slots = new Slots(2);

    assertThat(slots.ask(() -> called.add("first")).held()).isTrue();
    assertThat(slots.ask(() -> called.add("second")).held()).isTrue();
    assertThat(slots.used()).isEqualTo(2);
    assertThat(called).isEmpty();
  }

  @Test
  void whoeverWaitsIsServedInTheOrderOfAsking() {
    List<Integer> served = new ArrayList<>();
    Slots slots = new Slots(1);
    Slots.Slot holder = slots.ask(() -> {});
    List<Slots.Slot> waiting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int number = i;
      waiting.add(slots.ask(() -> served.add(number)));
    }
    waiting.get(1).release();

    holder.release();
    waiting.get(0).release();
    waiting.get(2).release();

    assertThat(served).containsExactly(0, 2, 3);
    assertThat(waiting.get(3).held()).isTrue();
    assertThat(slots.used()).isEqualTo(1);
  }

  @Test
  void aSlotIsGivenBackOnlyOnce() {
    Slots slots = new Slots(1);
    Slots.Slot first = slots.ask(() -> {});
    first.release();
    Slots.Slot second = slots.ask(() -> {});

    first.release();

    assertThat(second.held()).isTrue();
    assertThat(slots.used()).isEqualTo(1);
    assertThat(slots.ask(() -> {}).held()).isFalse();
  }

  @Test
  void whoGivesUpWaitingIsNeverCalled() {
    List<String> called = new ArrayList<>();
    Slots slots = new Slots(1);
    Slots.Slot holder = slots.ask(() -> {});
    Slots.Slot impatient = slots.ask(() -> called.add("impatient"));

    impatient.release();
    impatient.release();
    holder.release();

    assertThat(called).isEmpty();
    assertThat(slots.used()).isZero();
  }

  /** A model of plain lists, and the slots, through the same random history. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyHistoryIsFirstComeFirstServedAndLosesNoSlot(long seed) {
    Random random = new Random(seed);
    int capacity = 1 + random.nextInt(4);
    Slots slots = new Slots(capacity);
    List<Slots.Slot> holding = new ArrayList<>();
    Deque<Slots.Slot> waiting = new ArrayDeque<>();
    AtomicInteger calls = new AtomicInteger();
    int expectedCalls = 0;
    for (int i = 0; i < 2_000; i++) {
      int choice = random.nextInt(3);
      if (choice == 0) {
        Slots.Slot asked = slots.ask(calls::incrementAndGet);
        if (holding.size() < capacity) {
          holding.add(asked);
        } else {
          waiting.add(asked);
        }
      } else if (choice == 1 && !holding.isEmpty()) {
        holding.remove(random.nextInt(holding.size())).release();
        if (!waiting.isEmpty()) {
          holding.add(waiting.removeFirst());
          expectedCalls++;
        }
      } else if (!waiting.isEmpty()) {
        Slots.Slot one = List.copyOf(waiting).get(random.nextInt(waiting.size()));
        waiting.remove(one);
        one.release();
      }
      assertThat(slots.used()).isEqualTo(holding.size()).isLessThanOrEqualTo(capacity);
      assertThat(holding).allMatch(Slots.Slot::held);
      assertThat(waiting).noneMatch(Slots.Slot::held);
      assertThat(calls).hasValue(expectedCalls);
    }
  }

  @Test
  void fourThreadsNeverHoldMoreThanThereAreAndLoseNone()
      throws InterruptedException, ExecutionException, TimeoutException {
    int capacity = 3;
    Slots slots = new Slots(capacity);
    AtomicInteger holding = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<CompletableFuture<Void>> runs = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        runs.add(CompletableFuture.runAsync(() -> useMany(slots, random, holding, most), threads));
      }
      CompletableFuture.allOf(runs.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
    }

    assertThat(slots.used()).isZero();
    assertThat(holding).hasValue(0);
    assertThat(most.get()).isBetween(2, capacity);
    for (int i = 0; i < capacity; i++) {
      assertThat(slots.ask(() -> {}).held()).isTrue();
    }
  }

  private static void useMany(
      Slots slots, Random random, AtomicInteger holding, AtomicInteger most) {
    for (int i = 0; i < 20_000; i++) {
      CompletableFuture<Void> free = new CompletableFuture<>();
      Slots.Slot slot = slots.ask(() -> free.complete(null));
      if (!slot.held() && random.nextInt(3) == 0) {
        slot.release();
        continue;
      }
      if (!slot.held()) {
        free.orTimeout(30, TimeUnit.SECONDS).join();
      }
      most.accumulateAndGet(holding.incrementAndGet(), Math::max);
      for (int spin = random.nextInt(200); spin > 0; spin--) {
        Thread.onSpinWait();
      }
      holding.decrementAndGet();
      slot.release();
    }
  }
}
