package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds of what an operator and the configuration say. */
final class AdminRegisterTest {

  private static AdminRegister said(AdminState state, AdminState over) {
    ServerId server = new ServerId("web", "web1");
    return new AdminRegister(server, 7, "n2", state, over, "disk", "ada", 0, List.of("6/n1/0"));
  }

  /** An operator's word; what the configuration said then; what it says now; what holds. */
  @ParameterizedTest
  @CsvSource({
    "READY, READY, READY, READY",
    "READY, MAINT, MAINT, READY",
    "READY, DRAIN, DRAIN, READY",
    "DRAIN, READY, READY, DRAIN",
    "DRAIN, MAINT, MAINT, DRAIN",
    "MAINT, READY, READY, MAINT",
    "READY, READY, MAINT, MAINT",
    "READY, READY, DRAIN, DRAIN",
    "READY, MAINT, READY, READY",
    "DRAIN, READY, MAINT, MAINT",
    "DRAIN, MAINT, READY, DRAIN",
    "MAINT, READY, DRAIN, MAINT"
  })
  void anOperatorsWordHoldsOverWhatTheConfigurationSaidAndElseTheStricterOfBoth(
      AdminState word, AdminState over, AdminState configured, AdminState holds) {
    assertThat(said(word, over).stateOver(configured)).isEqualTo(holds);
  }

  @Test
  void itsVersionIsItsCounterItsNodeAndItsTime() {
    assertThat(said(AdminState.MAINT, AdminState.READY).version()).isEqualTo("7/n2/0");
  }

  /** Else nodes of two versions would ask each other for the same entries each second. */
  @Test
  void overTheDefaultItsContentIsThatOfOlderNodes() {
    assertThat(said(AdminState.MAINT, AdminState.READY).content())
        .isEqualTo("7/n2/0\nMAINT\nada\n6/n1/0\nweb/web1\ndisk");
  }

  /** An older node hands an entry on without what it was said over. */
  @Test
  void theWholeEntryIsAboveTheOneThatLacksWhatItWasSaidOver() {
    AdminRegister whole = said(AdminState.READY, AdminState.MAINT);
    AdminRegister lacking = said(AdminState.READY, AdminState.READY);
    assertThat(AdminRegister.ORDER.compare(whole, lacking)).isPositive();
  }
}
