package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Admin.Source;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminTest {
  private static final AdminState READY = AdminState.READY;
  private static final AdminState DRAIN = AdminState.DRAIN;
  private static final AdminState MAINT = AdminState.MAINT;

  @ParameterizedTest
  @CsvSource({
    "READY, READY, READY, READY",
    "DRAIN, READY, READY, DRAIN",
    "READY, DRAIN, READY, DRAIN",
    "READY, READY, DRAIN, DRAIN",
    "MAINT, DRAIN, READY, MAINT",
    "DRAIN, MAINT, READY, MAINT",
    "READY, DRAIN, MAINT, MAINT"
  })
  void theStrictestHolds(
      AdminState operator, AdminState agent, AdminState inherited, AdminState state) {
    assertThat(new Admin(operator, agent, inherited).state()).isEqualTo(state);
  }

  @Test
  void whoeverWantsSomethingElseThanReadyIsNamed() {
    assertThat(Admin.of(READY).sources()).isEmpty();
    assertThat(new Admin(DRAIN, READY, MAINT).sources())
        .containsExactly(Source.OPERATOR, Source.TRACK);
    assertThat(new Admin(READY, DRAIN, READY).sources()).containsExactly(Source.AGENT);
  }

  @Test
  void anAgentDoesNotLiftWhatAnOperatorWants() {
    assertThat(Admin.of(MAINT).with(Source.AGENT, READY).state()).isEqualTo(MAINT);
  }

  @Test
  void anOperatorsReadyLiftsWhatTheAgentWantedUntilItAsksAgain() {
    Admin drained = Admin.of(READY).with(Source.AGENT, DRAIN);

    Admin lifted = drained.with(Source.OPERATOR, READY);

    assertThat(lifted.state()).isEqualTo(READY);
    assertThat(lifted.with(Source.AGENT, DRAIN).state()).isEqualTo(DRAIN);
    assertThat(drained.with(Source.OPERATOR, MAINT).of(Source.AGENT)).isEqualTo(DRAIN);
  }

  @Test
  void nobodyLiftsWhatIsInherited() {
    Admin inherited = Admin.of(READY).with(Source.TRACK, MAINT);

    assertThat(List.of(Source.OPERATOR, Source.AGENT))
        .allSatisfy(source -> assertThat(inherited.with(source, READY).state()).isEqualTo(MAINT));
  }
}
