package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Admin.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ServerStateTest {
  private static final HealthRule RULE = new HealthRule(2, 3, InitState.UP);
  private static final HealthRule AGENT = new HealthRule(1, 1, InitState.FULLY_UP);
  private static final CheckResult LAST =
      CheckResult.inconclusive(CheckStatus.L7TOUT, Phase.RECEIVE, "late");
  private static final long NOW = 1_000;

  private static CheckState check(OperationalState state) {
    return new CheckState(HealthCounter.standing(RULE, state), LAST, LAST, 5, false, 70, 12);
  }

  /** A check that was heard at a time, and says something of its own. */
  private static CheckState check(OperationalState state, String info, long heardNanos) {
    CheckResult result = CheckResult.inconclusive(CheckStatus.L4OK, Phase.CONNECT, info);
    HealthCounter counter = HealthCounter.standing(RULE, state);
    return new CheckState(counter, result, result, heardNanos, false, 70, 12);
  }

  private static ServerState state(AdminState admin, CheckState... checks) {
    return new ServerState(Admin.of(admin), List.of(checks), null);
  }

  private static AgentState agent(OperationalState state, boolean stale) {
    HealthCounter counter = HealthCounter.standing(AGENT, state);
    return new AgentState(new CheckState(counter, null, null, 5, stale, 70, 3), null, null);
  }

  // ---- several checks, and the agent

  @ParameterizedTest
  @CsvSource({"UNKNOWN, ABSTAIN", "UP, UP", "STOPPING, STOPPING", "DOWN, DOWN"})
  void theVoteOfOneCheckIsWhatItsCounterSaysUnlessItIsStale(
      OperationalState operational, Vote.Choice choice) {
    CheckState check = check(operational);

    assertThat(state(AdminState.READY, check).vote()).isEqualTo(choice);
    assertThat(state(AdminState.READY, check.gettingStale()).vote()).isEqualTo(Vote.Choice.ABSTAIN);
  }

  @ParameterizedTest
  @CsvSource({
    "UP, UP, UP",
    "UP, STOPPING, STOPPING",
    "UP, UNKNOWN, UNKNOWN",
    "UP, DOWN, DOWN",
    "STOPPING, STOPPING, STOPPING",
    "STOPPING, UNKNOWN, UNKNOWN",
    "STOPPING, DOWN, DOWN",
    "UNKNOWN, UNKNOWN, UNKNOWN",
    "UNKNOWN, DOWN, DOWN",
    "DOWN, DOWN, DOWN"
  })
  void allChecksMustPass(OperationalState one, OperationalState other, OperationalState all) {
    assertThat(one.and(other)).isEqualTo(all);
    assertThat(other.and(one)).isEqualTo(all);
    assertThat(state(AdminState.READY, check(one), check(other)).state()).isEqualTo(all);
  }

  @Test
  void theOrderInWhichStatesAreTakenTogetherDoesNotMatter() {
    for (OperationalState a : OperationalState.values()) {
      for (OperationalState b : OperationalState.values()) {
        for (OperationalState c : OperationalState.values()) {
          assertThat(a.and(b).and(c)).isEqualTo(a.and(b.and(c)));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"UP", "STOPPING", "UNKNOWN", "DOWN"})
  void anAgentTakesAServerDownAndNeverBringsItUp(OperationalState health) {
    CheckState check = check(health);

    assertThat(new ServerState(Admin.of(AdminState.READY), List.of(check), up()).state())
        .isEqualTo(health);
    assertThat(new ServerState(Admin.of(AdminState.READY), List.of(check), down()).state())
        .isEqualTo(OperationalState.DOWN);
  }

  private static AgentState up() {
    return agent(OperationalState.UP, false);
  }

  private static AgentState down() {
    return agent(OperationalState.DOWN, false);
  }

  @Test
  void whatASilentAgentSaidLastStands() {
    CheckState check = check(OperationalState.UP);
    Admin ready = Admin.of(AdminState.READY);

    assertThat(new ServerState(ready, List.of(check), agent(OperationalState.DOWN, true)).state())
        .isEqualTo(OperationalState.DOWN);
    assertThat(new ServerState(ready, List.of(check), agent(OperationalState.UP, true)).state())
        .isEqualTo(OperationalState.UP);
  }

  @ParameterizedTest
  @CsvSource({
    "true, OPERATOR, READY, UP",
    "false, OPERATOR, READY, DOWN",
    "true, OPERATOR, DRAIN, DOWN",
    "true, AGENT, READY, DOWN"
  })
  void anOperatorsReadyLiftsTheDownOfAnAgentThatFellSilent(
      boolean stale, Source source, AdminState wanted, OperationalState after) {
    ServerState down =
        new ServerState(
            Admin.of(AdminState.READY),
            List.of(check(OperationalState.UP)),
            agent(OperationalState.DOWN, stale));

    assertThat(down.administered(source, wanted, NOW).state()).isEqualTo(after);
  }

  @Test
  void theEvidenceIsThatOfTheCheckThatSaysTheSameAndWasHeardLast() {
    ServerState down =
        state(
            AdminState.READY,
            check(OperationalState.DOWN, "first", 10),
            check(OperationalState.DOWN, "second", 30),
            check(OperationalState.UP, "third", 40));
    ServerState up =
        state(
            AdminState.READY,
            check(OperationalState.UP, "first", 20),
            check(OperationalState.UP, "second", 10));

    assertThat(info(down.evidence())).isEqualTo("second");
    assertThat(info(up.evidence())).isEqualTo("first");
  }

  @Test
  void anAgentThatNeverSpokeIsNoEvidence() {
    ServerState up =
        new ServerState(
            Admin.of(AdminState.READY), List.of(check(OperationalState.UP, "check", 1)), up());

    assertThat(info(up.evidence())).isEqualTo("check");
  }

  private static String info(@Nullable CheckResult result) {
    return result == null ? "none" : result.info();
  }

  @Test
  void gettingStaleChangesNothingElse() {
    CheckState before = check(OperationalState.UP);

    assertThat(before.gettingStale())
        .usingRecursiveComparison()
        .ignoringFields("stale")
        .isEqualTo(before);
    assertThat(before.gettingStale().stale()).isTrue();
  }

  // ---- what is wanted

  @ParameterizedTest
  @EnumSource(names = {"READY", "DRAIN"})
  void outOfMaintenanceHealthBeginsAnewAndProbesAreDue(AdminState to) {
    CheckState check = check(OperationalState.DOWN);
    CheckState anew = new CheckState(HealthCounter.initial(RULE), LAST, null, NOW, false, NOW, 12);

    ServerState after =
        state(AdminState.MAINT, check, check).administered(Source.OPERATOR, to, NOW);

    assertThat(after).isEqualTo(state(to, anew, anew));
  }

  @Test
  void whatAnAgentSaidOutlivesMaintenance() {
    ServerState before =
        new ServerState(Admin.of(AdminState.MAINT), List.of(check(OperationalState.UP)), down());

    ServerState after = before.administered(Source.OPERATOR, AdminState.READY, NOW);

    assertThat(after.agent()).isEqualTo(before.agent());
  }

  @ParameterizedTest
  @CsvSource({"READY, DRAIN", "READY, MAINT", "DRAIN, READY", "DRAIN, MAINT"})
  void otherChangesOfAdminStateLeaveHealthAndScheduleAlone(AdminState from, AdminState to) {
    ServerState before = state(from, check(OperationalState.DOWN));

    ServerState after = before.administered(Source.OPERATOR, to, NOW);

    assertThat(after.checks()).isEqualTo(before.checks());
    assertThat(after.admin().state()).isEqualTo(to);
  }

  // ---- what an agent says

  @Test
  void whatAnAgentDoesNotSpeakOfStaysAsItWas() {
    ServerState before =
        new ServerState(Admin.of(AdminState.READY), List.of(check(OperationalState.UP)), up());

    ServerState half =
        before.heard(new AgentReply(null, AdminState.DRAIN, new AgentWeight(50, true), null), NOW);
    ServerState limited = half.heard(new AgentReply(null, null, null, 30), NOW);

    assertThat(before.weight(100)).isEqualTo(100);
    assertThat(limited.weight(100)).isEqualTo(50);
    assertThat(limited.admin().agent()).isEqualTo(AdminState.DRAIN);
    assertThat(limited.agent()).extracting(AgentState::maxconn).isEqualTo(30);
  }

  @Test
  void anAgentMayEndTheMaintenanceThatItBegan() {
    ServerState before =
        new ServerState(Admin.of(AdminState.READY), List.of(check(OperationalState.UP)), up());
    AgentReply maint = new AgentReply(null, AdminState.MAINT, null, null);
    AgentReply ready = new AgentReply(null, AdminState.READY, null, null);

    ServerState in = before.heard(maint, NOW);
    ServerState out = in.heard(ready, NOW);

    assertThat(in.admin().state()).isEqualTo(AdminState.MAINT);
    assertThat(out.admin().state()).isEqualTo(AdminState.READY);
    assertThat(out.line(0).nextDueNanos()).isEqualTo(NOW);
  }

  @Test
  void withoutAnAgentNobodySpeaks() {
    ServerState plain = state(AdminState.READY, check(OperationalState.UP));

    assertThat(plain.heard(new AgentReply(null, AdminState.MAINT, null, 30), NOW)).isSameAs(plain);
    assertThat(plain.weight(7)).isEqualTo(7);
    assertThat(plain.share(7)).isNull();
    assertThat(plain.isAgent(0)).isFalse();
    assertThat(plain.isAgent(1)).isFalse();
  }

  @Test
  void theShareIsThatOfTheAgentsWeight() {
    ServerState silent =
        new ServerState(Admin.of(AdminState.READY), List.of(check(OperationalState.UP)), up());
    ServerState half = silent.heard(new AgentReply(null, null, new AgentWeight(50, true), null), 0);

    assertThat(silent.share(100)).isNull();
    assertThat(half.share(100)).isEqualTo(50);
    assertThat(half.share(0)).isNull();
  }

  // ---- its lines

  @Test
  void theAgentIsTheLastLine() {
    CheckState first = check(OperationalState.UP, "first", 1);
    CheckState second = check(OperationalState.UP, "second", 2);
    ServerState both = new ServerState(Admin.of(AdminState.READY), List.of(first, second), down());

    assertThat(both.lines()).isEqualTo(3);
    assertThat(both.line(1)).isSameAs(second);
    assertThat(both.isAgent(1)).isFalse();
    assertThat(both.isAgent(2)).isTrue();
    assertThat(List.of(both.line(2))).isEqualTo(List.of(down().check()));
  }

  @Test
  void oneLineChangesAndTheOthersStay() {
    CheckState first = check(OperationalState.UP, "first", 1);
    CheckState second = check(OperationalState.UP, "second", 2);
    CheckState other = check(OperationalState.DOWN, "other", 3);
    Admin ready = Admin.of(AdminState.READY);
    AgentState agent = new AgentState(first, new AgentWeight(3, false), 4);

    assertThat(state(AdminState.READY, first).with(0, other))
        .isEqualTo(state(AdminState.READY, other));
    assertThat(state(AdminState.READY, first, second).with(1, other))
        .isEqualTo(state(AdminState.READY, first, other));
    assertThat(new ServerState(ready, List.of(first), agent).with(1, other))
        .isEqualTo(
            new ServerState(
                ready, List.of(first), new AgentState(other, new AgentWeight(3, false), 4)));
    assertThat(new ServerState(ready, List.of(first), agent).with(0, other))
        .isEqualTo(new ServerState(ready, List.of(other), agent));
  }

  @Test
  void theLineThatDecidesIsTheFirstOfThoseThatWereHeardAtOnce() {
    ServerState down =
        state(
            AdminState.READY,
            check(OperationalState.DOWN, "first", 10),
            check(OperationalState.DOWN, "second", 10));

    assertThat(info(down.evidence())).isEqualTo("first");
  }

  // ---- one that follows

  @Test
  void whoFollowsStandsAndIsWantedAsItsTargetIs() {
    Followed down =
        new Followed(new ServerId("web", "web1"), OperationalState.DOWN, LAST, AdminState.DRAIN);
    ServerState follower =
        ServerState.following(
            Admin.of(AdminState.READY), Followed.unknown(new ServerId("web", "web1")));

    assertThat(follower.state()).isEqualTo(OperationalState.UNKNOWN);
    ServerState after = follower.following(down);

    assertThat(after.state()).isEqualTo(OperationalState.DOWN);
    assertThat(after.evidence()).isSameAs(LAST);
    assertThat(after.admin().of(Source.TRACK)).isEqualTo(AdminState.DRAIN);
    assertThat(after.administered(Source.OPERATOR, AdminState.MAINT, NOW).followed())
        .isEqualTo(down);
  }
}
