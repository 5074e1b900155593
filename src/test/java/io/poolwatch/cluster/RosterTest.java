package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ServerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is heard, and what each knows. */
final class RosterTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");
  private static final ServerId WEB2 = new ServerId("web", "web2");
  private static final Map<ServerId, String> MINE = Map.of(WEB1, "a");
  private static final Map<ServerId, String> THEIRS = Map.of(WEB1, "a", WEB2, "b");
  private static final Peer SELF = peer("a");
  private static final Peer B = peer("b");
  private static final Peer C = peer("c");

  private final Roster roster = new Roster(SELF);

  @BeforeEach
  void meet() {
    roster.know(MINE);
    roster.members(SELF, List.of(SELF, B, C), 0);
    roster.ready(true);
  }

  /** A beacon that was in the mailbox all the while is handled before the pause is known. */
  @Test
  void afterAPauseNobodyIsHeardForLongerThanElse() {
    long pause = Duration.ofSeconds(60).toNanos();
    roster.hear(beacon(B, MINE), pause);
    roster.paused(pause, pause);

    long silence = Roster.SILENCE.toNanos();
    assertThat(roster.heard(B, pause + silence)).isTrue();
    assertThat(roster.heard(B, pause + silence + 1)).isFalse();
    assertThat(roster.heard(C, pause)).isTrue();
  }

  @Test
  void aConfigurationOfWhichAPartWasLostIsNotBelievedAndAskedForAgain() {
    assertThat(roster.hear(beacon(B, THEIRS), 0)).isTrue();
    assertThat(roster.learn(config(B, WEB1, "a", true, false))).isFalse();
    assertThat(roster.learn(config(B, WEB2, "b", false, true))).isTrue();
    roster.know(THEIRS);
    roster.know(MINE);

    roster.members(SELF, List.of(SELF, B, C), 0);
    assertThat(roster.informed(B.voter())).isTrue();
    assertThat(roster.differing(B)).isEqualTo(1);
  }

  @Test
  void aLostPartIsNotMadeUpFor() {
    roster.hear(beacon(B, THEIRS), 0);

    assertThat(roster.learn(config(B, WEB2, "b", false, true))).isFalse();

    assertThat(roster.informed(B.voter())).isFalse();
    assertThat(roster.candidates(WEB2, "b")).containsExactly(SELF);
    assertThat(roster.hear(beacon(B, THEIRS), 1)).as("it is asked again").isTrue();
  }

  @Test
  void nodesThatKnowTheSameAreAskedOnce() {
    roster.hear(beacon(B, THEIRS), 0);
    roster.learn(config(B, WEB1, "a", true, false));
    roster.learn(config(B, WEB2, "b", false, true));

    assertThat(roster.hear(beacon(C, THEIRS), 0)).isFalse();
    assertThat(roster.candidates(WEB2, "b")).containsExactly(SELF, B, C);
    assertThat(roster.differing(C)).isEqualTo(1);
  }

  @Test
  void neitherThisNodeNorOneThatWasNotHeardYetDiffers() {
    assertThat(roster.differing(SELF)).isZero();
    assertThat(roster.differing(B)).isZero();

    roster.know(THEIRS);

    assertThat(roster.differing(SELF)).isZero();
    assertThat(roster.differing(B)).isZero();
  }

  @Test
  void whoKnowsWhatThisNodeKnewBeforeDiffersFromNowOn() {
    roster.hear(beacon(B, MINE), 0);
    assertThat(roster.differing(B)).isZero();

    roster.know(THEIRS);

    assertThat(roster.hear(beacon(B, MINE), 1)).isFalse();
    assertThat(roster.differing(B)).isEqualTo(1);
    assertThat(roster.candidates(WEB1, "a")).containsExactly(SELF, B);
  }

  private static FleetMessage.Beacon beacon(Peer peer, Map<ServerId, String> servers) {
    return new FleetMessage.Beacon(peer.voter(), true, Digests.of(servers), "", 0, 0, 0, 0, 0);
  }

  private static FleetMessage.Config config(
      Peer peer, ServerId server, String hash, boolean first, boolean last) {
    FleetMessage.Known known = new FleetMessage.Known(server.pool(), server.server(), hash);
    return new FleetMessage.Config(peer.voter(), Digests.of(THEIRS), List.of(known), first, last);
  }

  private static Peer peer(String name) {
    String address = "127.0.0." + (name.charAt(0) - 'a' + 1) + ":7355";
    return new Peer(Peer.voter(name, address, 1), name, address, Set.of(), null, true, true);
  }
}
