package io.poolwatch.resolve;

import static io.poolwatch.resolve.EndpointChoiceTest.ip;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Level;
import io.poolwatch.resolve.ResolverActor.Resolved;
import io.poolwatch.spec.ResolveSpec;
import io.poolwatch.testkit.BreakableEventLog;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.RecordingMeter;
import io.poolwatch.testkit.VirtualSystem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResolverActorTest {
  private static final String NAME = "db.example";
  private static final ResolveSpec SPEC =
      new ResolveSpec(Duration.ofSeconds(32), Duration.ofSeconds(5), ResolveSpec.Family.IPV4);

  private final VirtualSystem system = new VirtualSystem();
  private final RecordingEventLog log = new RecordingEventLog();
  private final RecordingMeter meter = new RecordingMeter();
  private final Inbox<Resolved> watcher = system.inbox();

  /** Look-ups that were begun, in order, and have to be run to be answered. */
  private final Deque<Runnable> lookups = new ArrayDeque<>();

  private final List<Long> begun = new ArrayList<>();
  private NameLookup answer = name -> List.of(ip("10.0.0.1"));

  @AfterEach
  void stop() {
    system.close();
  }

  private ActorRef<ResolverActor.Command> start() {
    return start(log);
  }

  private ActorRef<ResolverActor.Command> start(EventLog sink) {
    return system.spawn(
        ResolverActor.create(
            SPEC,
            new ResolverActor.Services(name -> answer.addressesOf(name), sink, meter),
            work -> {
              begun.add(system.nanos());
              lookups.add(work);
            }),
        "resolver");
  }

  private ActorRef<ResolverActor.Command> watched() {
    ActorRef<ResolverActor.Command> actor = start();
    actor.tell(new ResolverActor.Watch(Set.of(NAME), watcher.ref()));
    return actor;
  }

  /** The look-ups that wait are answered. */
  private void answer() {
    while (!lookups.isEmpty()) {
      lookups.remove().run();
    }
  }

  /** A whole interval passes, with look-ups answered at once. */
  private void passRound() {
    for (int second = 0; second < SPEC.every().toSeconds(); second++) {
      system.pass(Duration.ofSeconds(1));
      answer();
    }
  }

  private void addresses(String... all) {
    List<InetAddress> list = IntStream.range(0, all.length).mapToObj(i -> ip(all[i])).toList();
    answer = name -> list;
  }

  private void fails(String why) {
    answer =
        name -> {
          throw new UnknownHostException(name + ": " + why);
        };
  }

  @Test
  void aNameIsLookedUpAtOnceAndThenOnceEachInterval() {
    watched();
    assertThat(begun).hasSize(1);
    answer();
    passRound();
    passRound();

    assertThat(begun).hasSize(3);
    assertThat(begun.get(2) - begun.get(1)).isEqualTo(SPEC.every().toNanos());
    assertThat(watcher.all()).hasSize(3).containsOnly(new Resolved(NAME, ip("10.0.0.1"), null));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "100, 3", "200, 6", "960, 32", "1000, 32", "30000, 32"})
  void aShortIntervalIsMadeInFewParts(long everyMillis, int parts) {
    assertThat(ResolverActor.parts(Duration.ofMillis(everyMillis))).isEqualTo(parts);
  }

  @Test
  void theAddressIsChosenAmongAllOfTheAnswer() {
    addresses("::1", "10.0.0.7", "10.0.0.3");
    watched();
    answer();

    assertThat(watcher.last().address()).isEqualTo(ip("10.0.0.3"));
  }

  @Test
  void aChangedAnswerIsTold() {
    watched();
    answer();
    addresses("10.0.0.2");
    passRound();

    assertThat(watcher.all())
        .extracting(Resolved::address)
        .containsExactly(ip("10.0.0.1"), ip("10.0.0.2"));
  }

  @Test
  void aNameThatStopsResolvingKeepsItsAddressAndThatIsToldOnce() {
    watched();
    answer();
    fails("Name or service not known");
    passRound();
    passRound();

    assertThat(watcher.drain().subList(1, 3))
        .containsOnly(new Resolved(NAME, ip("10.0.0.1"), "Name or service not known"));
    assertThat(meter.lookupsFailed()).isEqualTo(2);
    assertThat(log.events(EventName.RESOLVE_FAILED))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.level()).isEqualTo(Level.WARN);
              assertThat(event.fields())
                  .containsEntry("name", NAME)
                  .containsEntry("address", ip("10.0.0.1"));
            });

    addresses("10.0.0.2");
    passRound();
    passRound();
    assertThat(watcher.all()).containsOnly(new Resolved(NAME, ip("10.0.0.2"), null));
    assertThat(log.events(EventName.RESOLVE_RECOVERED)).hasSize(1);

    fails("again");
    passRound();
    assertThat(log.events(EventName.RESOLVE_FAILED)).hasSize(2);
  }

  @Test
  void anEmptyAnswerIsAFailedOne() {
    watched();
    answer();
    addresses();
    passRound();

    assertThat(watcher.last()).isEqualTo(new Resolved(NAME, ip("10.0.0.1"), "it has no address"));
    assertThat(meter.lookupsFailed()).isEqualTo(1);
  }

  @Test
  void aNameThatNeverResolvedHasNoAddress() {
    fails("Name or service not known");
    watched();
    answer();

    assertThat(watcher.last()).isEqualTo(new Resolved(NAME, null, "Name or service not known"));
  }

  @Test
  void aBugInTheLookUpIsAFailedAnswer() {
    answer =
        name -> {
          throw new IllegalStateException("a bug");
        };
    watched();
    answer();
    assertThat(watcher.last().problem()).contains("IllegalStateException", "a bug");

    addresses("10.0.0.1");
    passRound();
    assertThat(watcher.last().address()).isEqualTo(ip("10.0.0.1"));
  }

  @Test
  void aLookUpThatHangsKeepsTheAddressAndIsNotAskedAgainBeforeItReturns() {
    watched();
    answer();
    system.pass(SPEC.every().plus(SPEC.timeout()));

    assertThat(watcher.last())
        .isEqualTo(new Resolved(NAME, ip("10.0.0.1"), "no answer within 5 s"));
    assertThat(meter.lookupsFailed()).isEqualTo(1);
    system.pass(SPEC.every().multipliedBy(3));
    assertThat(begun).hasSize(2);
    assertThat(watcher.all()).hasSize(2);

    addresses("10.0.0.2");
    answer();
    assertThat(watcher.last()).isEqualTo(new Resolved(NAME, ip("10.0.0.2"), null));
    passRound();
    assertThat(begun).hasSize(3);
    assertThat(meter.lookupsFailed()).isEqualTo(1);
  }

  @Test
  void whoWatchesLaterIsToldWhatIsKnownAndNothingIsAskedForThat() {
    ActorRef<ResolverActor.Command> actor = watched();
    answer();
    Inbox<Resolved> late = system.inbox();
    actor.tell(new ResolverActor.Watch(Set.of(NAME), late.ref()));

    assertThat(late.all()).containsExactly(new Resolved(NAME, ip("10.0.0.1"), null));
    assertThat(begun).hasSize(1);
    passRound();
    assertThat(late.all()).hasSize(2);
    assertThat(watcher.all()).hasSize(2);
  }

  @Test
  void whoWatchesWhileANameIsLookedUpIsToldTheSameAnswer() {
    ActorRef<ResolverActor.Command> actor = watched();
    Inbox<Resolved> second = system.inbox();
    actor.tell(new ResolverActor.Watch(Set.of(NAME), second.ref()));
    assertThat(begun).hasSize(1);
    answer();

    assertThat(second.all()).isEqualTo(watcher.all()).hasSize(1);
  }

  @Test
  void aNameThatNobodyWatchesAnyMoreIsForgotten() {
    ActorRef<ResolverActor.Command> actor = watched();
    answer();
    system.stop(watcher.ref());
    passRound();
    assertThat(begun).hasSize(1);

    Inbox<Resolved> later = system.inbox();
    actor.tell(new ResolverActor.Watch(Set.of(NAME), later.ref()));
    assertThat(later.all()).isEmpty();
    assertThat(begun).hasSize(2);
  }

  @Test
  void anAnswerThatComesWhenNobodyWatchesAnyMoreIsForgotten() {
    ActorRef<ResolverActor.Command> actor = watched();
    system.stop(watcher.ref());
    answer();

    Inbox<Resolved> later = system.inbox();
    actor.tell(new ResolverActor.Watch(Set.of(NAME), later.ref()));
    assertThat(later.all()).isEmpty();
    answer();
    assertThat(later.all()).hasSize(1);
  }

  @Test
  void manyNamesAreNotLookedUpAtTheSameTime() {
    Set<String> names =
        IntStream.range(0, 320).mapToObj(i -> "web" + i + ".example").collect(Collectors.toSet());
    start().tell(new ResolverActor.Watch(names, watcher.ref()));
    answer();
    begun.clear();
    passRound();

    assertThat(begun).hasSize(names.size());
    assertThat(begun.stream().collect(Collectors.groupingBy(at -> at, Collectors.counting())))
        .hasSizeGreaterThan(24)
        .allSatisfy((at, together) -> assertThat(together).isLessThan(32));
  }

  @Test
  void aSinkThatThrowsBreaksNothing() {
    ActorRef<ResolverActor.Command> actor = start(new BreakableEventLog(log, event -> true));
    actor.tell(new ResolverActor.Watch(Set.of(NAME), watcher.ref()));
    fails("Name or service not known");
    answer();
    addresses("10.0.0.1");
    passRound();

    assertThat(watcher.all())
        .containsExactly(
            new Resolved(NAME, null, "Name or service not known"),
            new Resolved(NAME, ip("10.0.0.1"), null));
  }
}
