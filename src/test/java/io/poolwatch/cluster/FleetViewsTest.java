package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.FleetView.Member;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a node's fleet looks to those who ask. */
final class FleetViewsTest {
  private static final Load OWN = new Load(3, 2, 1, 400);
  private static final Peer SELF = peer("b", "127.0.0.1:7355");
  private static final Peer OTHER = peer("a", "127.0.0.2:7355");

  private final Roster roster = new Roster(SELF);
  private final FleetViews views = new FleetViews("b");

  @Test
  void beforeAnythingIsKnownTheNodeIsOneThatLooksForItsFleet() {
    assertThat(views.latest()).isEqualTo(new FleetView("b", false, false, List.of()));
  }

  @Test
  void eachNodeIsShownWithItsShareAndWhatItSaidOfItself() {
    roster.members(SELF, List.of(SELF, OTHER), 0);
    roster.ready(true);
    roster.hear(
        new FleetMessage.Beacon(OTHER.voter(), true, roster.config(), "", 0, 7, 6, 5, 900), 0);

    draw(0, List.of(List.of(SELF, OTHER), List.of(OTHER)));

    assertThat(views.latest())
        .isEqualTo(
            new FleetView(
                "b",
                true,
                true,
                List.of(
                    new Member(
                        "a", OTHER.address(), false, true, true, 2, new Load(7, 6, 5, 900), 0),
                    new Member("b", SELF.address(), true, true, true, 1, OWN, 0))));
  }

  @Test
  void aNodeThatIsSilentIsUnreachableAndOneThatSaidNothingHasNoLoad() {
    roster.members(SELF, List.of(SELF, OTHER), 0);

    draw(Roster.SILENCE.plus(Duration.ofNanos(1)).toNanos(), List.of(List.of(SELF)));

    Member other = views.latest().members().get(0);
    assertThat(other.reachable()).isFalse();
    assertThat(other.ready()).isFalse();
    assertThat(other.load()).isEqualTo(Load.NONE);
    assertThat(views.latest().members().get(1).reachable()).isTrue();
  }

  @Test
  void sharesAreCountedAgainOnceVantagesHaveChanged() {
    draw(0, List.of(List.of(SELF), List.of(SELF)));
    assertThat(views.latest().members().get(0).vantages()).isEqualTo(2);

    views.reassigned();
    draw(0, List.of(List.of(SELF)));

    assertThat(views.latest().members().get(0).vantages()).isEqualTo(1);
  }

  private void draw(long nowNanos, List<List<Peer>> vantages) {
    views.draw(roster, vantages.stream(), true, true, OWN, nowNanos);
  }

  private static Peer peer(String name, String address) {
    return new Peer(Peer.voter(name, address, 1), name, address, Set.of(), null, true, true);
  }
}
