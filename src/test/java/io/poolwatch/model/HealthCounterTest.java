package io.poolwatch.model;

import static io.poolwatch.model.Outcome.CONDITIONAL;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.INCONCLUSIVE;
import static io.poolwatch.model.Outcome.NEUTRAL;
import static io.poolwatch.model.Outcome.PASSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class HealthCounterTest {
  private static final int MOST = 4;
  private static final int LONGEST = 6;

  static Stream<HealthRule> rules() {
    List<HealthRule> all = new ArrayList<>();
    for (int rise = 1; rise <= MOST; rise++) {
      for (int fall = 1; fall <= MOST; fall++) {
        for (InitState init : InitState.values()) {
          all.add(new HealthRule(rise, fall, init));
        }
      }
    }
    return all.stream();
  }

  /** Every rule, every beginning, every string of outcomes. */
  @ParameterizedTest
  @MethodSource("rules")
  void everyShortHistoryIsCountedAsHaproxyCountsIt(HealthRule rule) {
    HealthCounter counter = HealthCounter.initial(rule);
    Reference reference = new Reference(rule);
    reference.agreesWith(counter, new ArrayDeque<>());

    int histories = walk(counter, reference, new ArrayDeque<>());

    assertThat(histories).isEqualTo(5 + 25 + 125 + 625 + 3125 + 15_625);
  }

  private static int walk(HealthCounter counter, Reference reference, Deque<Outcome> history) {
    if (history.size() == LONGEST) {
      return 0;
    }
    int seen = 0;
    for (Outcome outcome : Outcome.values()) {
      history.addLast(outcome);
      HealthCounter next = counter.apply(outcome);
      Reference expected = new Reference(reference);
      expected.completed(outcome);
      expected.agreesWith(next, history);
      seen += 1 + walk(next, expected, history);
      history.removeLast();
    }
    return seen;
  }

  /** HAProxy's rules on plain numbers, in the words of its source. */
  private static final class Reference {
    private final int rise;
    private final int fall;
    private int health;
    private boolean everChecked = true;
    private boolean running;
    private boolean noLoadBalancing;

    Reference(HealthRule rule) {
      rise = rule.rise();
      fall = rule.fall();
      switch (rule.init()) {
        case UNKNOWN -> everChecked = false;
        case NONE, UP -> starts(rise, true);
        case FULLY_UP -> starts(rise + fall - 1, true);
        case DOWN -> starts(rise - 1, false);
        case FULLY_DOWN -> starts(0, false);
      }
    }

    Reference(Reference other) {
      rise = other.rise;
      fall = other.fall;
      health = other.health;
      everChecked = other.everChecked;
      running = other.running;
      noLoadBalancing = other.noLoadBalancing;
    }

    private void starts(int value, boolean up) {
      health = value;
      running = up;
    }

    void completed(Outcome outcome) {
      if (outcome == INCONCLUSIVE || outcome == NEUTRAL) {
        return;
      }
      if (!everChecked) {
        everChecked = true;
        health = outcome == FAILED ? 0 : rise + fall - 1;
      } else if (outcome == FAILED) {
        if (health > 0) {
          health--;
          if (health < rise) {
            health = 0;
          }
        }
      } else if (health < rise + fall - 1) {
        health++;
        if (health >= rise) {
          health = rise + fall - 1;
        }
      }
      if (outcome == FAILED) {
        running = running && health != 0;
      } else if (health >= rise) {
        running = true;
        noLoadBalancing = outcome == CONDITIONAL;
      }
    }

    void agreesWith(HealthCounter counter, Deque<Outcome> history) {
      assertThat(counter.display()).as("%s after %s", counter.rule(), history).isEqualTo(shown());
      assertThat(counter.value()).isEqualTo(health);
      assertThat(counter.settledUp()).isEqualTo(everChecked && health == rise + fall - 1);
      assertThat(counter.settledDown()).isEqualTo(everChecked && health == 0);
    }

    private String shown() {
      if (!everChecked) {
        return "UNKNOWN";
      }
      if (!running) {
        return health + "/" + rise + " DOWN";
      }
      return (health - rise + 1) + "/" + fall + (noLoadBalancing ? " STOPPING" : " UP");
    }
  }

  @Test
  void displaysAreHaproxysForRiseTwoFallThree() {
    HealthCounter counter = after(new HealthRule(2, 3, InitState.FULLY_UP));

    List<String> shown = new ArrayList<>();
    for (Outcome outcome : List.of(FAILED, FAILED, FAILED, PASSED, PASSED)) {
      shown.add(counter.display());
      counter = counter.apply(outcome);
    }

    assertThat(shown).containsExactly("3/3 UP", "2/3 UP", "1/3 UP", "0/2 DOWN", "1/2 DOWN");
    assertThat(counter.display()).isEqualTo("3/3 UP");
  }

  @Test
  void alternatingServerNeverGoesDown() {
    HealthCounter counter = after(new HealthRule(2, 3, InitState.FULLY_UP));
    for (int i = 0; i < 100; i++) {
      counter = counter.apply(i % 2 == 0 ? FAILED : PASSED);
      assertThat(counter.state()).isEqualTo(OperationalState.UP);
    }
  }

  @Test
  void inconclusiveProbesBetweenFailuresNeitherCountNorForgive() {
    HealthRule rule = new HealthRule(2, 3, InitState.FULLY_UP);

    assertThat(after(rule, FAILED, INCONCLUSIVE, FAILED, INCONCLUSIVE))
        .isEqualTo(after(rule, FAILED, FAILED));
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, UNKNOWN, false, false",
    "UP, 3/3 UP, true, false",
    "STOPPING, 3/3 STOPPING, true, false",
    "DOWN, 0/2 DOWN, false, true"
  })
  void standingCounterAgreesWithTheVerdictAndIsSettled(
      OperationalState verdict, String display, boolean settledUp, boolean settledDown) {
    HealthCounter counter =
        HealthCounter.standing(new HealthRule(2, 3, InitState.FULLY_DOWN), verdict);

    assertThat(counter.state()).isEqualTo(verdict);
    assertThat(counter.display()).isEqualTo(display);
    assertThat(counter.settledUp()).isEqualTo(settledUp);
    assertThat(counter.settledDown()).isEqualTo(settledDown);
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void countersAreValuesAndStayAsTheyWere(Outcome outcome) {
    HealthCounter counter = after(new HealthRule(2, 3, InitState.UP));
    HealthCounter same = new HealthCounter(counter.rule(), counter.value(), counter.state());

    HealthCounter next = counter.apply(outcome);

    assertThat(counter).isEqualTo(same);
    assertThat(next.rule()).isEqualTo(counter.rule());
  }

  @ParameterizedTest
  @CsvSource({"0, 3", "2, 0", "-1, 3", "2, -1"})
  void riseAndFallAreAtLeastOne(int rise, int fall) {
    assertThatThrownBy(() -> new HealthRule(rise, fall, InitState.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rise + ", " + fall);
  }

  private static HealthCounter after(HealthRule rule, Outcome... outcomes) {
    HealthCounter counter = HealthCounter.initial(rule);
    for (Outcome outcome : outcomes) {
      counter = counter.apply(outcome);
    }
    return counter;
  }
}
