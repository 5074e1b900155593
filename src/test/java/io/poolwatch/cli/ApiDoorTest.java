package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.FleetView;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ApiDoorTest {

  /** Whether the pools are at work, the node is a member, and sees more than half of its fleet. */
  @ParameterizedTest
  @CsvSource({
    "true, true, true,",
    "false, true, true, the pools are not at work yet",
    "true, false, true, this node is no member of its fleet",
    "true, false, false, this node is no member of its fleet",
    "true, true, false, this node sees half of its fleet or less"
  })
  void itIsReadyOnceAllIsAsItShouldBe(
      boolean begun, boolean joined, boolean quorate, String reason) {
    FleetView fleet = new FleetView("n1", joined, quorate, List.of());

    assertThat(ApiDoor.unready(begun, fleet)).isEqualTo(Optional.ofNullable(reason));
  }
}
