package io.poolwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Fleet;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which nodes probe a server. */
final class VantagesTest {
  private static final int SERVERS = 3_000;

  private static Peer peer(int number, @Nullable String zone, String... tags) {
    String name = "n" + number;
    String address = "10.0.0." + number + ":7355";
    return new Peer(
        Peer.voter(name, address, number), name, address, Set.of(tags), zone, true, true);
  }

  private static List<Peer> peers(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> peer(i, null)).toList();
  }

  private static Fleet.Profile profile(int count, String... tags) {
    return new Fleet.Profile("hash", count, Set.of(tags));
  }

  private static ServerId server(int number) {
    return new ServerId("web", "web" + number);
  }

  @Test
  void allNodesComeToTheSameAnswerInWhateverOrderTheyKnowEachOther() {
    List<Peer> known = new ArrayList<>(peers(7));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      List<Peer> first = Vantages.of(server(i), profile(3), known);
      Collections.shuffle(known, random);
      assertThat(Vantages.of(server(i), profile(3), known)).isEqualTo(first).hasSize(3);
    }
  }

  /** Another hash would have nodes of two versions disagree: this pins it. */
  @Test
  void theAnswerIsTheSameInEveryVersion() {
    assertThat(IntStream.range(0, 6).mapToObj(i -> names(server(i), peers(5))))
        .containsExactly("n5 n1 n2", "n5 n3 n1", "n1 n5 n2", "n1 n4 n2", "n5 n1 n4", "n3 n4 n2");
  }

  private static String names(ServerId server, List<Peer> known) {
    return Vantages.of(server, profile(3), known).stream()
        .map(Peer::name)
        .collect(Collectors.joining(" "));
  }

  @Test
  void theWorkIsSharedEvenly() {
    Map<String, Integer> share = new HashMap<>();
    for (int i = 0; i < SERVERS; i++) {
      Vantages.of(server(i), profile(1), peers(5))
          .forEach(peer -> share.merge(peer.name(), 1, Integer::sum));
    }
    assertThat(share.values()).hasSize(5).allMatch(count -> Math.abs(count - 600) < 120);
  }

  @Test
  void whoLeavesTakesNobodyElseAway() {
    List<Peer> all = peers(6);
    List<Peer> left = all.subList(0, 5);
    for (int i = 0; i < SERVERS; i++) {
      List<Peer> before = new ArrayList<>(Vantages.of(server(i), profile(3), all));
      before.remove(all.get(5));
      assertThat(Vantages.of(server(i), profile(3), left)).containsAll(before).hasSize(3);
    }
  }

  @Test
  void zonesAreSpreadBeforeOneIsUsedTwice() {
    List<Peer> known =
        List.of(peer(1, "a"), peer(2, "a"), peer(3, "a"), peer(4, "b"), peer(5, "b"));
    for (int i = 0; i < 300; i++) {
      assertThat(Vantages.of(server(i), profile(2), known))
          .extracting(Peer::zone)
          .containsExactlyInAnyOrder("a", "b");
      assertThat(Vantages.of(server(i), profile(4), known)).hasSize(4).doesNotHaveDuplicates();
    }
  }

  @Test
  void onlyThoseWithAllTagsAreTaken() {
    List<Peer> known = List.of(peer(1, null, "edge"), peer(2, null, "edge", "eu"), peer(3, null));
    assertThat(Vantages.of(server(1), profile(3, "edge"), known)).hasSize(2);
    assertThat(Vantages.of(server(1), profile(3, "edge", "eu"), known))
        .extracting(Peer::name)
        .containsExactly("n2");
    assertThat(Vantages.of(server(1), profile(3, "us"), known)).isEmpty();
  }
}
