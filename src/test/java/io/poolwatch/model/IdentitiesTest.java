package io.poolwatch.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How things are named and compared. */
final class IdentitiesTest {

  @ParameterizedTest
  @CsvSource({"db.example.org, db.example.org:5432", "10.0.0.1, 10.0.0.1:5432", "::1, [::1]:5432"})
  void destinationsAreWrittenAsUsersTypeThem(String host, String text) {
    assertThat(new HostPort(host, 5432, Optional.empty())).hasToString(text);
  }

  @Test
  void onlyADestinationWithoutAnAddressIsAName() {
    assertThat(new HostPort("db", 1, Optional.empty()).isName()).isTrue();
    assertThat(new HostPort("::1", 1, Optional.of(InetAddress.getLoopbackAddress())).isName())
        .isFalse();
  }

  @Test
  void serversAreListedByPoolThenName() {
    ServerId apiTwo = new ServerId("api", "2");
    ServerId webOne = new ServerId("web", "1");
    ServerId webTwo = new ServerId("web", "2");

    assertThat(List.of(webTwo, apiTwo, webOne).stream().sorted())
        .containsExactly(apiTwo, webOne, webTwo);
    assertThat(webOne).hasToString("web/1");
  }

  @Test
  void secretsCompareByContentAndNeverShowIt() {
    assertThat(new Secret("hunter2")).isEqualTo(new Secret("hunter2")).hasToString("***");
  }

  @ParameterizedTest
  @CsvSource({
    "PASSED, L7OK, 200, true",
    "PASSED, L7OK, 204, false",
    "PASSED, L4OK, 200, false",
    "CONDITIONAL, L7OK, 200, false"
  })
  void resultsSayTheSameIfOutcomeStatusAndCodeAreTheSame(
      Outcome outcome, CheckStatus status, int code, boolean same) {
    CheckResult first =
        new CheckResult(
            Outcome.PASSED, CheckStatus.L7OK, 200, "a", Phase.RECEIVE, Timings.NONE, null);
    CheckResult second =
        new CheckResult(outcome, status, code, "b", Phase.SEND, new Timings(1, 2, 3, 4, 5), null);

    assertThat(second.sameVerdict(first)).isEqualTo(same);
    assertThat(first.sameVerdict(null)).isFalse();
  }
}
