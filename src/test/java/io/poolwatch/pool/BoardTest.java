package io.poolwatch.pool;

import static io.poolwatch.pool.PoolFixture.pool;
import static io.poolwatch.pool.PoolFixture.server;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for what a board shows. */
final class BoardTest {
  private static final Duration NEVER = Duration.ofHours(1);

  private final PoolFixture fixture = new PoolFixture();
  private final Board board = fixture.board;

  @AfterEach
  void stop() {
    fixture.close();
  }

  private boolean shows(PoolSpec... pools) {
    return board.awaits(List.of(pools), Duration.ZERO);
  }

  @Test
  void aConfigurationShowsOnceEachServerIsAsItSays() {
    PoolSpec before = pool(server(80), server(81));
    ServerSpecs heavier = server(81).weight(7).fingerprint("heavier");
    PoolSpec after = pool(server(80), heavier, server(82));
    ActorRef<PoolsActor.Command> pools =
        fixture.system.spawn(
            PoolsActor.create(List.of(before), fixture.services(new LocalFleet("n1"))), "pools");
    fixture.pass(Duration.ofSeconds(1));
    assertThat(shows(before)).isTrue();
    assertThat(shows(after)).isFalse();
    assertThat(shows(pool(server(80), heavier))).as("a server that has changed").isFalse();
    assertThat(shows(pool(server(80)))).as("a server that is too many").isFalse();
    assertThat(shows(before, new PoolSpec("db", List.of()))).as("an empty pool").isTrue();

    pools.tell(new PoolsActor.Update(List.of(after)));
    fixture.pass(Duration.ofMillis(1));
    assertThat(shows(after)).isTrue();

    pools.tell(new PoolsActor.Update(List.of()));
    fixture.pass(Duration.ofMillis(1));
    assertThat(shows()).isTrue();
  }

  @Test
  @Timeout(20)
  void whoeverWaitsIsWokenByAMove() throws InterruptedException {
    AtomicBoolean shown = new AtomicBoolean();
    CountDownLatch looked = new CountDownLatch(1);
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () ->
                board.awaits(
                    () -> {
                      looked.countDown();
                      return shown.get();
                    },
                    NEVER));
    assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();

    shown.set(true);
    board.moved();

    assertThat(waiting.join()).isTrue();
  }

  /** B tracks A, and C tracks B. */
  @Test
  void aChangeIsLearnedOnceTheLastOfAChainStandsAsItsTarget() {
    ServerSpec spec = server(80).build();
    ServerId a = spec.id();
    ServerId b = new ServerId("mail", "b");
    ServerId c = new ServerId("mail", "c");
    PoolMemory web = new PoolMemory();
    PoolMemory mail = new PoolMemory();
    board.put(a.pool(), web);
    board.put(b.pool(), mail);
    ServerMemory tracked = enter(web, spec);
    ServerMemory first = enter(mail, ServerSpecs.server("mail", "b").track("web", a.server()));
    ServerMemory second = enter(mail, ServerSpecs.server("mail", "c").track("mail", "b"));
    board.track(b, a, () -> {});
    board.track(c, b, () -> {});
    assertThat(board.learned(a)).isTrue();

    tracked.begin(tracked.state().administered(Admin.Source.OPERATOR, AdminState.MAINT, 0));
    assertThat(board.learned(a)).isFalse();

    first.begin(first.state().following(board.followed(a)));
    assertThat(board.learned(a)).as("the next one has not").isFalse();

    second.begin(second.state().following(board.followed(b)));
    assertThat(board.learned(a)).isTrue();

    tell(web, a);
    first.begin(first.state().following(board.followed(a)));
    assertThat(board.learned(a)).as("it is not told yet").isFalse();

    tell(mail, b);
    second.begin(second.state().following(board.followed(b)));
    tell(mail, c);
    assertThat(board.learned(a)).isTrue();
  }

  @Test
  void twoThatTrackEachOtherForAMomentAreNoLoop() {
    ServerId b = new ServerId("mail", "b");
    ServerId c = new ServerId("mail", "c");
    PoolMemory mail = new PoolMemory();
    board.put(b.pool(), mail);
    enter(mail, ServerSpecs.server("mail", "b").track("mail", "c"));
    enter(mail, ServerSpecs.server("mail", "c").track("mail", "b"));
    board.track(b, c, () -> {});
    board.track(c, b, () -> {});

    assertThat(board.learned(b)).isTrue();
  }

  private static void tell(PoolMemory pool, ServerId server) {
    Vote vote = new Vote("n1", 1, Vote.Choice.DOWN, null);
    PoolMemory.Entry entry = requireNonNull(pool.entries().get(server.server()));
    entry.tell(Verdict.of(List.of(vote), VerdictRule.ALL, true));
  }

  private static ServerMemory enter(PoolMemory pool, ServerSpecs spec) {
    return enter(pool, spec.build());
  }

  private static ServerMemory enter(PoolMemory pool, ServerSpec spec) {
    return pool.entry(spec, AdminState.READY, Duration.ZERO, 0).server();
  }
}
