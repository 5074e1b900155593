package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeGateTest {

  @Test
  void plainProbesAreBoundedByTheProbesInFlight() {
    ProbeGate gate = new ProbeGate(2, 1);
    ProbeGate.Pass first = gate.ask(0, () -> {});
    ProbeGate.Pass second = gate.ask(0, () -> {});
    List<String> poked = new ArrayList<>();
    ProbeGate.Pass third = gate.ask(0, () -> poked.add("third"));

    assertThat(first.admitted()).isTrue();
    assertThat(second.admitted()).isTrue();
    assertThat(third.admitted()).isFalse();
    assertThat(gate.inFlight()).isEqualTo(2);

    second.leave();

    assertThat(poked).containsExactly("third");
    assertThat(third.admitted()).isTrue();
  }

  @Test
  void whoWaitsForThePaceIsCountedAsWaiting() {
    ProbeGate gate = new ProbeGate(1_000, 1);
    gate.beat(Duration.ofSeconds(1).toNanos());
    int more = 3;
    for (int i = 0; i < StartPace.LEAST + more; i++) {
      assertThat(gate.ask(0, () -> {}).admitted()).isEqualTo(i < StartPace.LEAST);
    }
    assertThat(gate.waiting()).isEqualTo(more);

    gate.beat(0);

    assertThat(gate.waiting()).isZero();
  }

  @Test
  void handshakesAreBoundedAndThoseWhoWaitTakeNoProbesPlace() {
    ProbeGate gate = new ProbeGate(2, 1);
    ProbeGate.Pass shaking = gate.ask(1, () -> {});
    ProbeGate.Pass waiting = gate.ask(1, () -> {});
    ProbeGate.Pass plain = gate.ask(0, () -> {});

    assertThat(shaking.admitted()).isTrue();
    assertThat(waiting.admitted()).isFalse();
    assertThat(plain.admitted()).isTrue();

    plain.leave();
    shaking.handshakeDone();

    assertThat(waiting.admitted()).isTrue();
    assertThat(gate.inFlight()).isEqualTo(2);
  }

  @Test
  void aProbeWithSeveralHandshakesKeepsItsPlaceUntilTheLast() {
    ProbeGate gate = new ProbeGate(9, 1);
    ProbeGate.Pass twice = gate.ask(2, () -> {});
    ProbeGate.Pass next = gate.ask(1, () -> {});
    assertThat(twice.admitted()).isTrue();

    twice.handshakeDone();
    assertThat(next.admitted()).isFalse();

    twice.handshakeDone();
    assertThat(next.admitted()).isTrue();
  }

  @Test
  void handshakesThatWereNotAnnouncedAreNotCounted() {
    ProbeGate gate = new ProbeGate(9, 1);
    ProbeGate.Pass plain = gate.ask(0, () -> {});
    assertThat(plain.admitted()).isTrue();
    ProbeGate.Pass shaking = gate.ask(1, () -> {});
    assertThat(shaking.admitted()).isTrue();

    plain.handshakeDone();

    assertThat(gate.ask(1, () -> {}).admitted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void whateverTheOrderOfComingAndGoingNoPlaceIsLost(long seed) {
    Random random = new Random(seed);
    ProbeGate gate = new ProbeGate(3, 2);
    List<ProbeGate.Pass> passes = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int choice = random.nextInt(4);
      if (choice < 2) {
        passes.add(gate.ask(random.nextInt(3), () -> {}));
      } else if (!passes.isEmpty()) {
        ProbeGate.Pass pass = passes.get(random.nextInt(passes.size()));
        if (choice == 2 && pass.admitted()) {
          pass.handshakeDone();
        } else {
          passes.remove(pass);
          pass.leave();
          pass.leave();
        }
      }
      long admitted = passes.stream().filter(ProbeGate.Pass::admitted).count();
      assertThat(gate.inFlight()).isBetween((int) admitted, 3);
    }
    passes.forEach(ProbeGate.Pass::leave);

    assertThat(gate.inFlight()).isZero();
    assertThat(gate.ask(1, () -> {}).admitted()).isTrue();
    assertThat(gate.ask(1, () -> {}).admitted()).isTrue();
    assertThat(gate.ask(1, () -> {}).admitted()).isFalse();
    assertThat(gate.ask(0, () -> {}).admitted()).isTrue();
  }
}
