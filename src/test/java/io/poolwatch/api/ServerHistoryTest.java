package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Events;
import io.poolwatch.metrics.ProbeMeters;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.testkit.RecordingMeter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** What is remembered of servers. */
final class ServerHistoryTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final ServerId WEB1 = new ServerId("web", "web1");

  private final HistoryBook book = new HistoryBook(InstantSource.fixed(NOW), true);

  @Test
  void theLastSixtyResultsAreKeptOldestFirst() {
    book.finished(WEB1, Results.failed("first"));
    for (int i = 0; i < ServerHistory.KEPT - 1; i++) {
      book.finished(WEB1, Results.passed());
    }
    assertThat(outcomes()).hasSize(60).startsWith(Outcome.FAILED, Outcome.PASSED);

    book.finished(WEB1, Results.failed("last"));

    assertThat(outcomes()).hasSize(60).startsWith(Outcome.PASSED).endsWith(Outcome.FAILED);
  }

  private List<Outcome> outcomes() {
    return Arrays.stream(book.of(WEB1).results()).mapToObj(PackedResult::outcome).toList();
  }

  @Test
  void theCertificateOfTheLastHandshakeOutlivesProbesWithoutOne() {
    Instant notAfter = Instant.parse("2026-05-01T00:00:00Z");

    book.finished(WEB1, Results.overTls(notAfter));
    book.finished(WEB1, Results.failed(""));

    assertThat(book.of(WEB1).notAfter()).isEqualTo(notAfter);
  }

  @Test
  void theCertificateIsForgottenWhenTheServerIsNotProbedAnyMoreAsItWas() {
    ProbeMeters meter = new ProbeMeters(new RecordingMeter(), book);
    meter.finished(WEB1, Results.overTls(Instant.parse("2026-05-01T00:00:00Z")));

    meter.ended(WEB1);

    assertThat(book.of(WEB1).notAfter()).isNull();
  }

  @Test
  void transitionsSaySinceWhen() {
    Verdict down = new Verdict(OperationalState.DOWN, false, true, List.of());
    assertThat(book.of(WEB1).since()).isNull();

    book.on(
        Events.serverTransition(
            "a", WEB1, OperationalState.UP, down, Admin.of(AdminState.READY), false, null, null),
        NOW.toEpochMilli());

    assertThat(book.of(WEB1).since()).isEqualTo(NOW);
  }

  @Test
  void whatAnOperatorSaidIsKeptAndWhatAnAgentSaidIsNot() {
    Admin ready = Admin.of(AdminState.READY);
    Admin drained = Admin.of(AdminState.DRAIN);
    book.on(
        Events.adminChanged("a", WEB1, ready, drained, Admin.Source.OPERATOR, "new disk", "alice"),
        7);
    book.on(Events.adminChanged("a", WEB1, drained, drained, Admin.Source.AGENT, "drain", null), 8);

    assertThat(book.of(WEB1).wish())
        .isEqualTo(new ServerHistory.Wish(AdminState.DRAIN, "alice", "new disk", 7));
  }

  @Test
  void evidenceIsCutAndEscaped() {
    book.replied(WEB1, ByteString.fromString("<b>\u0000" + "x".repeat(300)));

    ServerHistory.Evidence evidence = book.of(WEB1).evidence();
    assertThat(evidence).isNotNull();
    assertThat(evidence.text()).isEqualTo("<b>\\x00" + "x".repeat(252));
    assertThat(evidence.bytes()).isEqualTo(256);
  }

  @Test
  void evidenceIsNotKeptWhereNobodyWantsIt() {
    HistoryBook without = new HistoryBook(InstantSource.fixed(NOW), false);

    without.replied(WEB1, ByteString.fromString("secret"));

    assertThat(without.of(WEB1).evidence()).isNull();
  }

  @Test
  void serversThatAreGoneAreForgotten() {
    book.finished(WEB1, Results.passed());

    book.retain(Set.of());

    assertThat(book.of(WEB1).results()).isEmpty();
  }
}
