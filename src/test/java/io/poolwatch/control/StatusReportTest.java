package io.poolwatch.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.control.StatusReport.ServerLine;
import io.poolwatch.control.StatusReports.Seen;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.HealthCounter;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.testkit.ServerStates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a status says, and how it is shown. */
final class StatusReportTest {
  private static final Instant NOW = Instant.parse("2025-03-01T18:04:05.123456Z");
  private static final CheckResult REFUSED =
      new CheckResult(
          Outcome.FAILED,
          CheckStatus.L4CON,
          CheckResult.NO_CODE,
          "connection refused\u001b[2J",
          Phase.CONNECT,
          Timings.NONE,
          null);
  private static final FleetView ALONE = FleetView.alone("a", 3, new Load(5, 5, 0, 1_250));

  @Test
  void serversThatAreWellAreCountedAndNotNamed() {
    StatusReport report = report(ALONE, up("web1"), up("web2"));

    assertThat(report.servers()).isEmpty();
    assertThat(report.counts()).isEqualTo(new StatusReport.Counts(2, 2, 0, 0, 0, 0, 0));
    assertThat(report.pools())
        .containsExactly(new StatusReport.PoolLine("web", OperationalState.UP, 2, 2));
    assertThat(report.sound()).isTrue();
  }

  @Test
  void theWorstServersComeFirst() {
    StatusReport report =
        report(
            ALONE,
            seen("drained", AdminState.DRAIN, false, Vote.Choice.UP),
            seen("stopping", AdminState.READY, false, Vote.Choice.STOPPING),
            seen("stale", AdminState.READY, true, Vote.Choice.UP),
            seen("unknown", AdminState.READY, false, Vote.Choice.ABSTAIN),
            seen("contested", AdminState.READY, false, Vote.Choice.UP, Vote.Choice.DOWN),
            up("well"),
            seen("b-down", AdminState.MAINT, false, Vote.Choice.DOWN),
            seen("a-down", AdminState.READY, false, Vote.Choice.DOWN));

    assertThat(report.servers().stream().map(ServerLine::server))
        .containsExactly(
            "a-down", "b-down", "contested", "unknown", "stale", "stopping", "drained");
    assertThat(report.counts()).isEqualTo(new StatusReport.Counts(8, 4, 1, 2, 1, 1, 1));
    assertThat(report.pools())
        .containsExactly(new StatusReport.PoolLine("web", OperationalState.UP, 3, 8));
    ServerLine down = report.servers().get(0);
    assertThat(down.status()).isEqualTo(CheckStatus.L4CON);
    assertThat(down.votes())
        .containsExactly(
            new StatusReport.VoteLine("n0", Vote.Choice.DOWN, CheckStatus.L4CON, REFUSED.info()));
  }

  @Test
  void onlyADownOrContestedServerOrALostQuorumIsUnsound() {
    FleetView cut = new FleetView("a", true, false, ALONE.members());

    assertThat(report(cut, up("web1")).sound()).isFalse();
    assertThat(report(ALONE, seen("d", AdminState.READY, false, Vote.Choice.DOWN)).sound())
        .isFalse();
    assertThat(
            report(ALONE, seen("c", AdminState.READY, false, Vote.Choice.UP, Vote.Choice.DOWN))
                .sound())
        .isFalse();
    assertThat(
            report(
                    ALONE,
                    seen("u", AdminState.READY, true, Vote.Choice.ABSTAIN),
                    seen("m", AdminState.MAINT, false, Vote.Choice.UP))
                .sound())
        .isTrue();
  }

  @Test
  void ofVeryManyServersTheRestIsCounted() {
    List<Seen> many = new ArrayList<>();
    for (int i = 0; i < StatusReports.MOST_SERVERS + 7; i++) {
      many.add(seen("s" + i, AdminState.READY, false, Vote.Choice.DOWN));
    }

    StatusReport report = report(ALONE, many.toArray(Seen[]::new));

    assertThat(report.servers()).hasSize(StatusReports.MOST_SERVERS);
    assertThat(report.omitted()).isEqualTo(7);
    assertThat(StatusText.lines(report)).last().isEqualTo("… and 7 more");
  }

  @Test
  void theJsonFormIsStable() throws JsonProcessingException {
    StatusReport report =
        report(ALONE, up("web1"), seen("web2", AdminState.READY, false, Vote.Choice.DOWN));

    String json = ControlJson.line(report);

    assertThat(json)
        .isEqualTo(
            "{\"version\":1,\"time\":\"2025-03-01T18:04:05.123Z\",\"poolwatch\":\"0.1.0\","
                + "\"node\":\"a\",\"joined\":true,\"quorate\":true,"
                + "\"nodes\":[{\"name\":\"a\",\"address\":\"\",\"self\":true,\"reachable\":true,"
                + "\"ready\":true,\"vantageOf\":3,\"due\":5,\"done\":5,\"overdue\":0,"
                + "\"lagP99Ms\":1.25,\"differing\":0}],"
                + "\"counts\":{\"servers\":2,\"up\":1,\"stopping\":0,\"down\":1,\"unknown\":0,"
                + "\"contested\":0,\"stale\":0},"
                + "\"pools\":[{\"pool\":\"web\",\"state\":\"UP\",\"usable\":1,\"total\":2}],"
                + "\"servers\":[{\"pool\":\"web\",\"server\":\"web2\",\"state\":\"DOWN\","
                + "\"admin\":\"READY\",\"contested\":false,\"stale\":false,\"status\":\"L4CON\","
                + "\"info\":\"connection refused\\u001B[2J\","
                + "\"votes\":[{\"node\":\"n0\",\"vote\":\"DOWN\",\"status\":\"L4CON\","
                + "\"info\":\"connection refused\\u001B[2J\"}]}],\"omitted\":0}");
    assertThat(ControlJson.report(ControlJson.tree(report))).isEqualTo(report);
  }

  @Test
  void theTextFormShowsNodesPoolsAndWhy() {
    FleetView fleet =
        new FleetView(
            "a",
            true,
            false,
            List.of(
                new FleetView.Member(
                    "a", "127.0.0.1:7355", true, true, true, 2, new Load(3, 3, 0, 400), 0),
                new FleetView.Member(
                    "bravo", "127.0.0.2:7355", false, false, true, 1, Load.NONE, 4)));

    StatusReport report =
        report(
            fleet,
            up("web1"),
            seen("web2", AdminState.DRAIN, false, Vote.Choice.UP, Vote.Choice.DOWN),
            seen("web3", AdminState.READY, false, Vote.Choice.DOWN));

    assertThat(StatusText.lines(report))
        .containsExactly(
            "node a, NOT QUORATE, poolwatch 0.1.0, 2025-03-01T18:04:05.123Z",
            "3 servers: 2 UP, 1 DOWN, 1 contested",
            "",
            "NODE   ADDRESS         STATE        SHARE  DONE/S  OVERDUE  LAG P99  CONFIG",
            "a *    127.0.0.1:7355  ready        2      3       0        0.4 ms   same",
            "bravo  127.0.0.2:7355  unreachable  1      0       0        0.0 ms   4 servers differ",
            "",
            "POOL  STATE  USABLE",
            "web   UP     1/3",
            "",
            "SERVER    STATE  ADMIN  WHY",
            "web/web3  DOWN          L4CON connection refused\\u001b[2J",
            "web/web2  UP     DRAIN  contested, n0 says UP; n1 says DOWN (L4CON connection"
                + " refused\\u001b[2J)");
  }

  private static StatusReport report(FleetView fleet, Seen... servers) {
    return StatusReports.of("0.1.0", fleet, List.of("web"), List.of(servers), NOW);
  }

  private static Seen up(String name) {
    return seen(name, AdminState.READY, false, Vote.Choice.UP);
  }

  private static Seen seen(String name, AdminState admin, boolean stale, Vote.Choice... choices) {
    List<Vote> votes = new ArrayList<>();
    for (Vote.Choice choice : choices) {
      votes.add(new Vote("n" + votes.size() + "@h:1#2", 1, choice, evidence(choice)));
    }
    HealthRule rule = new HealthRule(2, 3, InitState.UNKNOWN);
    CheckState check = CheckState.initial(HealthCounter.initial(rule), 0, 0);
    return new Seen(
        new ServerId("web", name),
        Verdict.of(votes, VerdictRule.MAJORITY, true),
        ServerStates.of(stale ? check.gettingStale() : check, admin));
  }

  private static @Nullable CheckResult evidence(Vote.Choice choice) {
    return choice == Vote.Choice.DOWN ? REFUSED : null;
  }
}
