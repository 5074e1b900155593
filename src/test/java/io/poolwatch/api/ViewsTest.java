package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.control.ControlJson;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerState;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.server.ServerMemory;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.ServerStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How servers and pools are shown. */
final class ViewsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String HOSTILE = "<img src=x onerror=alert(1)>\u202e";

  private final ServerViews views = new ServerViews("n0", NOW, 5_000_000_000L);
  private final ServerHistory history = new ServerHistory();

  private Standing standing(String name, AdminState admin, Vote.Choice... choices) {
    return standing(name, admin, Results.failed("503: expected 200"), choices);
  }

  private Standing standing(
      String name, AdminState admin, @Nullable CheckResult down, Vote.Choice... choices) {
    List<Vote> votes = new ArrayList<>();
    for (Vote.Choice choice : choices) {
      CheckResult evidence =
          choice == Vote.Choice.DOWN ? down : choice == Vote.Choice.UP ? Results.passed() : null;
      votes.add(new Vote("n" + votes.size() + "@h:1#2", 1, choice, evidence));
    }
    Verdict told = Verdict.of(votes, VerdictRule.MAJORITY, true);
    HealthRule rule = new HealthRule(2, 3, InitState.UNKNOWN);
    CheckResult own = votes.isEmpty() ? null : votes.get(0).evidence();
    CheckState check =
        own == null
            ? CheckState.initial(HealthCounter.initial(rule), 0, 5_620_000_000L)
            : new CheckState(
                HealthCounter.standing(rule, told.state()), own, own, 0, false, 5_620_000_000L, 1);
    ServerState state = ServerStates.of(check, admin);
    return new Standing(
        ServerSpecs.server("web", name).build(),
        told,
        state,
        ServerMemory.Paused.NONE,
        true,
        history);
  }

  private String reason(Standing server) {
    return Reasons.of(server);
  }

  @Test
  void theReasonIsWhatWasFound() {
    assertThat(reason(standing("a", AdminState.READY, Vote.Choice.UP)))
        .isEqualTo("answers as it should: Layer7 check passed (200)");
    assertThat(reason(standing("a", AdminState.READY, Vote.Choice.DOWN)))
        .isEqualTo("Layer7 wrong status: 503: expected 200");
    assertThat(reason(standing("a", AdminState.READY))).isEqualTo("not probed yet");
  }

  @Test
  void theReasonBeginsWithWhatIsWanted() {
    history.wished(new ServerHistory.Wish(AdminState.DRAIN, "alice", "new disk", 7));

    assertThat(reason(standing("a", AdminState.DRAIN, Vote.Choice.UP)))
        .isEqualTo("drained by alice: new disk");
    assertThat(reason(standing("a", AdminState.DRAIN, Vote.Choice.DOWN)))
        .isEqualTo("drained by alice: new disk; Layer7 wrong status: 503: expected 200");
    assertThat(reason(standing("a", AdminState.MAINT)))
        .isEqualTo("in maintenance by the configuration; not probed");
  }

  @Test
  void whoDisagreesIsNamed() {
    assertThat(
            reason(
                standing("a", AdminState.READY, Vote.Choice.UP, Vote.Choice.DOWN, Vote.Choice.UP)))
        .isEqualTo("answers as it should: Layer7 check passed (200); contested, n1 says DOWN");
  }

  @Test
  void theRowOfAServerIsStable() {
    history.turned(NOW.minusSeconds(9).toEpochMilli());
    history.add(Results.passed(), NOW.minusSeconds(2).toEpochMilli());
    history.add(Results.failed("x"), NOW.minusSeconds(1).toEpochMilli());

    String json =
        ControlJson.line(views.detailed(standing("a", AdminState.READY, Vote.Choice.DOWN)));

    assertThat(json)
        .startsWith("{\"server\":\"a\",\"address\":\"")
        .contains(
            "\"state\":\"DOWN\",\"admin\":\"READY\",\"contested\":false,\"stale\":false,"
                + "\"since\":\"2026-03-01T11:59:51.000Z\","
                + "\"reason\":\"Layer7 wrong status: 503: expected 200\",\"status\":\"L7STS\","
                + "\"code\":503,\"info\":\"503: expected 200\",\"health\":\"0/2 DOWN\","
                + "\"weight\":1,"
                + "\"votes\":[{\"node\":\"n0\",\"self\":true,\"vote\":\"DOWN\","
                + "\"status\":\"L7STS\",\"info\":\"503: expected 200\"}],"
                + "\"recent\":{\"outcomes\":\"pf\",\"ms\":[0.857,0.857]}}");
  }

  @Test
  void aServersPageHasItsChecksAndWhenTheyAreDue() {
    Views.Server page =
        views.server(standing("a", AdminState.READY, Vote.Choice.UP), true, false, null);

    assertThat(page.checks()).hasSize(1);
    Views.CheckRow check = page.checks().get(0);
    assertThat(check.dueInMs()).isEqualTo(620);
    assertThat(check.nextDue()).isEqualTo("2026-03-01T12:00:00.620Z");
    assertThat(check.last()).contains("\"status\":\"L7OK\"");
    assertThat(page.wanted().operator()).isEqualTo(AdminState.READY);
  }

  @Test
  void evidenceIsShownToOperatorsAlone() {
    history.replied(new ServerHistory.Evidence(NOW.toEpochMilli(), HOSTILE, 29));
    Standing server = standing("a", AdminState.READY, Vote.Choice.DOWN);

    assertThat(views.server(server, true, false, null).evidence()).isNull();
    assertThat(views.server(server, true, true, null).evidence())
        .isEqualTo(new Views.EvidenceRow("2026-03-01T12:00:00.000Z", HOSTILE, 29));
  }

  @Test
  void noViewQuotesWhatAServerReplied() {
    CheckResult secret =
        Results.failed(
            "503 a secret: body did not match string 'ok': got 'secret-session=abc' (18 bytes)",
            "503: body did not match string 'ok': got 'secret-session=abc' (18 bytes)");
    Standing server = standing("a", AdminState.READY, secret, Vote.Choice.DOWN);

    for (Record view :
        List.of(
            views.detailed(server),
            views.server(server, true, false, null),
            views.server(server, true, true, null))) {
      assertThat(ControlJson.line(view))
          .doesNotContain("secret")
          .contains("503: body did not match string 'ok': got '...' (18 bytes)");
    }
  }

  @Test
  void whatANodeDoesNotKnowItselfIsAbsent() {
    Standing known = standing("a", AdminState.READY, Vote.Choice.DOWN);
    Standing other =
        new Standing(
            known.spec(), known.told(), known.state(), known.paused(), false, new ServerHistory());

    Views.Server page = views.server(other, true, true, null);

    assertThat(page.vantage()).isFalse();
    assertThat(page.checks()).isNull();
    assertThat(page.results()).isNull();
    assertThat(page.row().votes()).hasSize(1);
  }

  @Test
  void textOfAServerIsAsciiAndHoldsNoControls() {
    String json =
        ControlJson.line(
            views.row(
                standing(
                    "a",
                    AdminState.READY,
                    Results.failed(HOSTILE + "\u0000\u007f"),
                    Vote.Choice.DOWN)));

    assertThat(json).matches("[ -~]+").contains("\\u202E", "\\u0000", "\\u007f");
  }

  @Test
  void poolsCountTheirServers() {
    List<Standing> servers =
        List.of(
            standing("b", AdminState.READY, Vote.Choice.UP),
            standing("a", AdminState.DRAIN, Vote.Choice.UP),
            standing("c", AdminState.READY, Vote.Choice.DOWN),
            standing("d", AdminState.MAINT));

    Views.Pools pools =
        PoolViews.pools(List.of("web", "empty"), servers, true, PoolViews.Depth.ROWS, views);

    assertThat(pools.counts()).isEqualTo(new Counts(4, 1, 2, 0, 1, 1, 0, 0, 1, 1));
    assertThat(pools.pools()).extracting(Views.PoolRow::pool).containsExactly("empty", "web");
    assertThat(pools.pools().get(0).state()).isEqualTo(OperationalState.UNKNOWN);
    List<Views.ServerRow> rows = pools.pools().get(1).servers();
    assertThat(rows).isNotNull();
    assertThat(rows).extracting(Views.ServerRow::server).containsExactly("a", "b", "c", "d");
    assertThat(
            PoolViews.pools(List.of(), servers, true, PoolViews.Depth.COUNTS, views)
                .pools()
                .get(0)
                .servers())
        .isNull();
  }
}
