package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.Events;
import io.poolwatch.event.Evidence;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.InitState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.ServerSpecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** HAProxy's lines for what happens, word by word. */
final class HaproxyLogTest {
  private static final String LEFT = " 0 sessions active, 0 requeued, 0 remaining in queue.";
  private static final String ONLINE = " 0 sessions requeued, 0 total in queue.";
  private static final String NOBODY = "0 backend web has no server available!";

  private final HaproxyLog log = new HaproxyLog();
  private final List<String> told = new ArrayList<>();

  private static ServerSpecs server(String name) {
    return ServerSpecs.server("web", name);
  }

  private void use(ServerSpecs... servers) {
    List<ServerSpec> specs = Stream.of(servers).map(ServerSpecs::build).toList();
    log.use(List.of(new PoolSpec("web", specs))).values().forEach(this::tell);
  }

  /** Tells an event, and its lines with their severities. */
  private void on(Event event) {
    log.lines(event).forEach(this::tell);
  }

  private void tell(HaproxyLog.Line line) {
    told.add(line.severity().number() + " " + line.text());
  }

  private static ServerId id(String server) {
    return new ServerId("web", server);
  }

  private static CheckResult result(CheckStatus status, int code, String info) {
    return new CheckResult(
        status.outcome(),
        status,
        code,
        info,
        Phase.RECEIVE,
        new Timings(Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, 12_900_000),
        null);
  }

  private void moves(String server, OperationalState to, @Nullable CheckResult cause) {
    moves(server, to, null, cause);
  }

  private void moves(
      String server, OperationalState to, @Nullable ServerId via, @Nullable CheckResult cause) {
    Verdict verdict = new Verdict(to, false, true, List.of());
    on(
        Events.serverTransition(
            "/pools/web",
            id(server),
            OperationalState.UNKNOWN,
            verdict,
            Admin.of(AdminState.READY),
            false,
            via,
            cause == null ? null : new Evidence(cause, "0/2 DOWN")));
  }

  private void moves(String server, OperationalState to) {
    moves(server, to, null);
  }

  private void wants(String server, AdminState to) {
    on(
        Events.adminChanged(
            "/pools/web",
            id(server),
            Admin.of(AdminState.READY),
            Admin.of(to),
            Admin.Source.OPERATOR,
            "why",
            "op"));
  }

  private void wantsOfTarget(String server, AdminState to) {
    on(
        Events.adminChanged(
            "/pools/web",
            id(server),
            Admin.of(AdminState.READY),
            new Admin(AdminState.READY, AdminState.READY, to),
            Admin.Source.TRACK,
            "tracks",
            null));
  }

  private void checks(String server, CheckResult result, String health) {
    on(Events.checkResult("/pools/web/" + server, id(server), result, health, true));
  }

  @Test
  void aServerThatTracksAnotherSaysWhichInPlaceOfAReason() {
    use(server("a"), server("b"));
    moves(
        "b",
        OperationalState.DOWN,
        new ServerId("app", "x"),
        result(CheckStatus.L4CON, CheckResult.NO_CODE, "refused"));

    assertThat(told)
        .containsExactly(
            "1 Server web/b is DOWN via app/x. 1 active and 0 backup servers left." + LEFT);
  }

  @Test
  void healthThatACommandHasMovedIsChangedFromCli() {
    use(server("a").logHealthChecks(), server("b"));
    moves("a", OperationalState.DOWN, CheckResult.commanded(OperationalState.DOWN, "op", null));
    moves("a", OperationalState.UP, CheckResult.commanded(OperationalState.UP, "op", null));

    assertThat(told)
        .containsExactly(
            "1 Server web/a is DOWN, changed from CLI. 1 active and 0 backup servers left." + LEFT,
            "5 Server web/a is UP, changed from CLI. 2 active and 0 backup servers online."
                + ONLINE);
  }

  @Test
  void whatIsWantedOfAServerThatTracksAnotherIsToldViaThatOne() {
    use(server("a"), server("b").track("web", "a"));
    wantsOfTarget("b", AdminState.MAINT);
    wantsOfTarget("b", AdminState.DRAIN);
    wantsOfTarget("b", AdminState.READY);
    wantsOfTarget("b", AdminState.DRAIN);

    assertThat(told)
        .containsExactly(
            "1 Server web/b is going DOWN for maintenance via web/a. 1 active and 0 backup servers"
                + " left."
                + LEFT,
            "5 Server web/b is UP/DRAIN (leaving maintenance).",
            "5 Server web/b remains in forced drain mode.",
            "5 Server web/b is UP (leaving forced drain).",
            "5 Server web/b enters drain state via web/a. 1 active and 0 backup servers online."
                + ONLINE);
  }

  @Test
  void whoTracksOneInMaintenanceBeginsInItWithoutALine() {
    use(server("a").admin(AdminState.MAINT), server("b").track("web", "a"));
    wantsOfTarget("b", AdminState.MAINT);

    assertThat(told).isEmpty();
  }

  @Test
  void anAgentsAnswerWithoutAWordOnHealthIsNoLine() {
    CheckResult agent = result(CheckStatus.CHECKED, CheckResult.NO_CODE, "").of(CheckSpec.AGENT);
    use(server("a").agent(server("a").logHealthChecks().check(CheckSpec.AGENT)));
    checks("a", agent, "1/1 UP");

    assertThat(told).isEmpty();
  }

  @Test
  void eachCheckAndTheAgentHaveTheirOwnLine() {
    CheckResult db = result(CheckStatus.L4CON, CheckResult.NO_CODE, "refused").of("db");
    CheckResult agent = result(CheckStatus.L7OK, CheckResult.NO_CODE, "up").of(CheckSpec.AGENT);
    use(
        server("a")
            .logHealthChecks()
            .checks(
                server("a").logHealthChecks().check("web"),
                server("a").logHealthChecks().check("db"))
            .agent(server("a").logHealthChecks().check(CheckSpec.AGENT)));
    checks("a", db, "2/3 UP");
    checks("a", db, "2/3 UP");
    checks("a", agent, "1/1 UP");

    assertThat(told)
        .containsExactly(
            "5 Health check for server web/a failed, reason: Layer4 connection problem, info:"
                + " \"refused\", check duration: 12ms, status: 2/3 UP.",
            "5 Agent check for server web/a succeeded, reason: Layer7 check passed, code: 0,"
                + " info: \"up\", check duration: 12ms, status: 1/1 UP.");
  }

  @Test
  void theFirstVerdictIsNewsOnlyIfItIsBad() {
    use(server("a"), server("b"));
    moves("a", OperationalState.UP);
    moves("b", OperationalState.DOWN);

    assertThat(told)
        .containsExactly("1 Server web/b is DOWN. 1 active and 0 backup servers left." + LEFT);
  }

  @Test
  void theDownLineSaysWhy() {
    use(server("a"));
    moves("a", OperationalState.DOWN, result(CheckStatus.L7STS, 503, "503 \"busy\" <x>\n"));

    assertThat(told)
        .containsExactly(
            "1 Server web/a is DOWN, reason: Layer7 wrong status, code: 503, info: \"503"
                + " <22>busy<22> <3C>x<3E><0A>\", check duration: 12ms. 0 active and 0 backup"
                + " servers left."
                + LEFT,
            NOBODY);
  }

  @Test
  void theReasonIsNotToldTwice() {
    use(server("a").logHealthChecks());
    checks("a", result(CheckStatus.L4CON, -1, "Connection refused"), "0/2 DOWN");
    moves("a", OperationalState.DOWN, result(CheckStatus.L4CON, -1, "Connection refused"));

    assertThat(told)
        .containsExactly(
            "5 Health check for server web/a failed, reason: Layer4 connection problem, info:"
                + " \"Connection refused\", check duration: 12ms, status: 0/2 DOWN.",
            "1 Server web/a is DOWN. 0 active and 0 backup servers left." + LEFT,
            NOBODY);
  }

  @Test
  void checksAreToldOnlyWhereThatIsWanted() {
    use(server("a"));
    checks("a", result(CheckStatus.L4OK, -1, ""), "3/3 UP");

    assertThat(told).isEmpty();
  }

  @Test
  void aCheckIsToldWhenStatusOrHealthChange() {
    use(server("a").logHealthChecks());
    checks("a", result(CheckStatus.L7OK, 200, ""), "3/3 UP");
    checks("a", result(CheckStatus.L7OK, 204, ""), "3/3 UP");
    checks("a", result(CheckStatus.L7STS, 500, ""), "2/3 UP");
    checks("a", result(CheckStatus.L7STS, 500, ""), "1/3 UP");
    checks("a", result(CheckStatus.L7OKC, 404, ""), "3/3 STOPPING");

    assertThat(told)
        .containsExactly(
            "5 Health check for server web/a succeeded, reason: Layer7 check passed, code: 200,"
                + " check duration: 12ms, status: 3/3 UP.",
            "5 Health check for server web/a failed, reason: Layer7 wrong status, code: 500,"
                + " check duration: 12ms, status: 2/3 UP.",
            "5 Health check for server web/a failed, reason: Layer7 wrong status, code: 500,"
                + " check duration: 12ms, status: 1/3 UP.",
            "5 Health check for server web/a conditionally succeeded, reason: Layer7 check"
                + " conditionally passed, code: 404, check duration: 12ms, status: 3/3 UP.");
  }

  @Test
  void anInconclusiveCheckFailed() {
    use(server("a").logHealthChecks());
    checks(
        "a",
        new CheckResult(
            Outcome.INCONCLUSIVE,
            CheckStatus.SOCKERR,
            -1,
            "no port",
            Phase.CONNECT,
            Timings.NONE,
            null),
        "3/3 UP");

    assertThat(told).singleElement().asString().contains(" failed, reason: Socket error, info:");
  }

  @Test
  void aBackupSaysThatItIsOne() {
    use(server("a"), server("b").backup().logHealthChecks());
    checks("b", result(CheckStatus.L4OK, -1, ""), "3/3 UP");
    moves("a", OperationalState.DOWN);
    moves("b", OperationalState.DOWN);
    moves("b", OperationalState.UP);

    assertThat(told)
        .containsExactly(
            "5 Health check for backup server web/b succeeded, reason: Layer4 check passed, check"
                + " duration: 12ms, status: 3/3 UP.",
            "1 Server web/a is DOWN. 0 active and 1 backup servers left. Running on backup." + LEFT,
            "1 Backup Server web/b is DOWN. 0 active and 0 backup servers left." + LEFT,
            NOBODY,
            "5 Backup Server web/b is UP. 0 active and 1 backup servers online. Running on"
                + " backup."
                + ONLINE);
  }

  @Test
  void weightZeroIsDrainAndServesNobody() {
    use(server("a").weight(0).logHealthChecks(), server("b"));
    checks("a", result(CheckStatus.L4OK, -1, ""), "3/3 UP");
    moves("b", OperationalState.DOWN);

    assertThat(told)
        .containsExactly(
            "5 Health check for server web/a succeeded, reason: Layer4 check passed, check"
                + " duration: 12ms, status: 3/3 DRAIN.",
            "1 Server web/b is DOWN. 0 active and 0 backup servers left." + LEFT,
            NOBODY);
  }

  @Test
  void aConfigurationThatLeavesNobodyIsToldOnce() {
    use(server("a"), server("b").weight(0));
    use(server("a").weight(0), server("b").weight(0));
    use(server("a").weight(0), server("b").weight(0));
    use(server("a").weight(1), server("b").weight(0));

    assertThat(told).containsExactly(NOBODY);
  }

  @Test
  void anAgentsWeightCounts() {
    use(server("a"), server("b"));
    on(Events.capacityChanged("/pools/web/a", id("a"), 0, null));
    moves("b", OperationalState.DOWN);
    on(Events.capacityChanged("/pools/web/a", id("a"), 10, null));
    moves("b", OperationalState.UP);

    assertThat(told)
        .containsExactly(
            "1 Server web/b is DOWN. 0 active and 0 backup servers left." + LEFT,
            NOBODY,
            "5 Server web/b is UP. 2 active and 0 backup servers online." + ONLINE);
  }

  @Test
  void stoppingIsNoAlarm() {
    use(server("a"), server("b"));
    moves("a", OperationalState.STOPPING);
    moves("a", OperationalState.DOWN);
    moves("a", OperationalState.UP);

    assertThat(told)
        .containsExactly(
            "5 Server web/a is stopping. 1 active and 0 backup servers online." + ONLINE,
            "5 Server web/a is DOWN. 1 active and 0 backup servers left." + LEFT,
            "5 Server web/a is UP. 2 active and 0 backup servers online." + ONLINE);
  }

  @Test
  void maintenanceAndBack() {
    use(server("a"), server("b"));
    wants("a", AdminState.MAINT);
    moves("a", OperationalState.UNKNOWN);
    wants("a", AdminState.READY);
    moves("a", OperationalState.UP);

    assertThat(told)
        .containsExactly(
            "1 Server web/a is going DOWN for maintenance. 1 active and 0 backup servers left."
                + LEFT,
            "5 Server web/a is UP/READY (leaving forced maintenance).");
  }

  @Test
  void whoWasDownEntersMaintenanceWithoutAnAlarm() {
    use(server("a"));
    moves("a", OperationalState.DOWN);
    told.clear();
    wants("a", AdminState.MAINT);
    wants("a", AdminState.DRAIN);
    wants("a", AdminState.READY);

    assertThat(told)
        .containsExactly(
            "5 Server web/a was DOWN and now enters maintenance.",
            "5 Server web/a is UP/DRAIN (leaving forced maintenance).",
            "5 Server web/a remains in forced drain mode.",
            "5 Server web/a is UP (leaving forced drain).");
  }

  @Test
  void drainAndBack() {
    use(server("a"), server("b"));
    wants("a", AdminState.DRAIN);
    moves("a", OperationalState.DOWN);
    wants("a", AdminState.READY);
    wants("b", AdminState.DRAIN);
    wants("b", AdminState.MAINT);

    assertThat(told)
        .containsExactly(
            "5 Server web/a enters drain state. 1 active and 0 backup servers online." + ONLINE,
            "5 Server web/a is DOWN. 1 active and 0 backup servers left." + LEFT,
            "5 Server web/a is DOWN (leaving forced drain).",
            "5 Server web/b enters drain state. 0 active and 0 backup servers online." + ONLINE,
            NOBODY,
            "5 Server web/b is going DOWN for maintenance. 0 active and 0 backup servers left."
                + LEFT);
  }

  @Test
  void notToKnowIsNotToTell() {
    use(server("a"));
    moves("a", OperationalState.UP);
    moves("a", OperationalState.UNKNOWN);
    moves("a", OperationalState.UP);

    assertThat(told).isEmpty();
  }

  @Test
  void aServerThatBeginsDownIsToldWhenItIsUp() {
    use(server("a").health(2, 3, InitState.FULLY_DOWN));
    moves("a", OperationalState.DOWN);
    moves("a", OperationalState.UP);

    assertThat(told)
        .containsExactly("5 Server web/a is UP. 1 active and 0 backup servers online." + ONLINE);
  }

  @Test
  void whoStaysInAnotherConfigurationStandsAsBefore() {
    use(server("a"), server("b"));
    moves("a", OperationalState.DOWN);
    use(server("a"), server("c").inter(Duration.ofSeconds(1)), server("d"));
    told.clear();
    moves("b", OperationalState.DOWN);
    moves("c", OperationalState.DOWN);

    assertThat(told)
        .containsExactly("1 Server web/c is DOWN. 1 active and 0 backup servers left." + LEFT);
  }

  @Test
  void eventsOfNoServerAreNoLines() {
    use(server("a"));
    on(ServiceEvents.nodeStopped("/", "SIGTERM", java.util.Map.of()));
    on(Events.poolTransition("/", "web", OperationalState.UP, OperationalState.DOWN, 0, 1));

    assertThat(told).isEmpty();
  }
}
