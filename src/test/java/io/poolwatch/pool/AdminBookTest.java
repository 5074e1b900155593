package io.poolwatch.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of what operators wanted, wherever they said it. */
final class AdminBookTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");

  private static AdminWish wish(AdminState state) {
    return new AdminWish(WEB1, state, AdminState.READY, "", "ada");
  }

  private static AdminRegister set(AdminBook book, AdminState state, String node) {
    AdminRegister entry = book.next(wish(state), node, 0);
    book.put(entry);
    return entry;
  }

  @Test
  void theHighestCounterHoldsAndOfTwoAlikeTheHigherNode() {
    AdminBook a = new AdminBook();
    AdminBook b = new AdminBook();
    AdminRegister onA = set(a, AdminState.DRAIN, "a");
    AdminRegister onB = set(b, AdminState.MAINT, "b");
    assertThat(a.put(onB)).isEqualTo(new AdminBook.Outcome(true, onA));
    assertThat(b.put(onA)).isEqualTo(new AdminBook.Outcome(false, onA));
    assertThat(a.of(WEB1)).isEqualTo(onB).isEqualTo(b.of(WEB1));

    AdminRegister again = set(a, AdminState.READY, "a");
    assertThat(again.version()).isEqualTo("2/a/0");
    assertThat(b.put(again)).as("set with knowledge").isEqualTo(new AdminBook.Outcome(true, null));
  }

  @Test
  void whoMissedSomeKnowsThatTheyWereNoRivals() {
    AdminBook a = new AdminBook();
    AdminBook b = new AdminBook();
    b.put(set(a, AdminState.DRAIN, "a"));
    set(a, AdminState.READY, "a");
    AdminRegister third = set(a, AdminState.MAINT, "a");
    assertThat(b.put(third)).isEqualTo(new AdminBook.Outcome(true, null));
  }

  @Test
  void aRivalThatCountedFurtherWinsAndTheOtherIsToldAsLost() {
    AdminBook a = new AdminBook();
    AdminBook b = new AdminBook();
    b.put(set(a, AdminState.READY, "a"));
    AdminRegister lost = set(b, AdminState.DRAIN, "b");
    set(a, AdminState.MAINT, "a");
    AdminRegister won = set(a, AdminState.READY, "a");
    assertThat(b.put(won)).isEqualTo(new AdminBook.Outcome(true, lost));
  }

  /** Without a state directory a node that is started again counts from one. */
  @Test
  void ofTwoEntriesOfOneNodeAndCounterAllNodesKeepTheSame() {
    AdminRegister one = new AdminBook().next(wish(AdminState.DRAIN), "a", 1);
    AdminRegister other = new AdminBook().next(wish(AdminState.MAINT), "a", 2);
    AdminBook a = new AdminBook();
    AdminBook b = new AdminBook();
    a.put(one);
    a.put(other);
    b.put(other);
    b.put(one);

    assertThat(a.of(WEB1)).isEqualTo(b.of(WEB1));
    assertThat(one.content()).isNotEqualTo(other.content());
  }

  @Test
  void theSameAgainIsNoNews() {
    AdminBook book = new AdminBook();
    AdminRegister entry = set(book, AdminState.DRAIN, "a");
    assertThat(book.put(entry)).isEqualTo(new AdminBook.Outcome(false, null));
  }

  @Test
  void anyOrderEndsTheSame() {
    AdminBook writer = new AdminBook();
    List<AdminRegister> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(set(i % 3 == 0 ? new AdminBook() : writer, AdminState.MAINT, "n" + i));
    }
    AdminBook first = new AdminBook();
    first.restore(all);
    Random random = new Random(3);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(all, random);
      AdminBook other = new AdminBook();
      other.restore(all);
      assertThat(other.of(WEB1)).isEqualTo(first.of(WEB1));
    }
  }
}
