package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.api.Guard.Access;
import io.poolwatch.spec.ApiSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask what. */
final class GuardTest {
  private static final String OPERATE = "Bearer " + ApiSpecs.OPERATE;
  private static final String READ = "Bearer " + ApiSpecs.READ;

  private final Guard local = new Guard(ApiSpecs.at("127.0.0.1"));
  private final Guard remote = new Guard(ApiSpecs.at("10.0.0.5"));
  private final Guard anywhere = new Guard(ApiSpecs.at("0.0.0.0"));

  /** 0 if the request is let in, else the status of the refusal. */
  private static int refusal(Guard guard, Access access, String... headers) {
    try {
      guard.admit(Calls.of("GET", "/", headers), access);
      return 0;
    } catch (Refused refused) {
      return refused.reply().status();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:9280",
        "127.0.0.1",
        "127.3.2.1:80",
        "localhost:9280",
        "LOCALHOST",
        "[::1]:9280",
        "watch.example.org",
        "Watch.Example.Org:443"
      })
  void ownNamesAreAnswered(String host) {
    assertThat(refusal(local, Access.OPEN, "host", host)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "watch.example.org.evil.example",
        "10.0.0.5",
        "[2001:db8::1]",
        "",
        "127.0.0.1:9280@evil.example",
        "127.0.0.1, evil.example"
      })
  void foreignNamesAreRefusedOnLoopbackToo(String host) {
    for (Access access : Access.values()) {
      assertThat(refusal(local, access, "host", host, "authorization", OPERATE)).isEqualTo(421);
    }
  }

  @Test
  void theAddressThatIsListenedOnIsAnOwnNameAndOfAllAddressesAnyIs() {
    assertThat(refusal(remote, Access.OPEN, "host", "10.0.0.5:9280")).isZero();
    assertThat(refusal(remote, Access.OPEN, "host", "10.0.0.6:9280")).isEqualTo(421);
    assertThat(refusal(anywhere, Access.OPEN, "host", "10.0.0.6:9280")).isZero();
    assertThat(refusal(anywhere, Access.OPEN, "host", "evil.example")).isEqualTo(421);
  }

  @Test
  void onLoopbackWhoOnlyLooksNeedsNoToken() {
    assertThat(refusal(local, Access.READ)).isZero();
    assertThat(refusal(local, Access.OPERATE)).isEqualTo(401);
  }

  @Test
  void offLoopbackOnlyHealthAndTheDashboardsFilesNeedNoToken() {
    assertThat(refusal(remote, Access.OPEN)).isZero();
    assertThat(refusal(remote, Access.READ)).isEqualTo(401);
    assertThat(refusal(remote, Access.READ, "authorization", READ)).isZero();
    assertThat(refusal(anywhere, Access.READ)).isEqualTo(401);
  }

  @Test
  void theRoleBoundsWhatATokenMayDo() throws Refused {
    assertThat(refusal(local, Access.OPERATE, "authorization", READ)).isEqualTo(403);
    Caller alice = local.admit(Calls.of("PUT", "/", "authorization", OPERATE), Access.OPERATE);

    assertThat(alice.name()).isEqualTo("alice");
    assertThat(alice.operates()).isTrue();
    Caller bob = local.admit(Calls.of("GET", "/", "authorization", READ), Access.READ);
    assertThat(bob.operates()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer nonsense", "Bearer ", "Basic YWxpY2U6eA==", ""})
  void aTokenThatIsNotKnownIsToldEvenWhereNoneIsNeeded(String sent) {
    assertThat(refusal(local, Access.READ, "authorization", sent)).isEqualTo(401);
  }

  @Test
  void theSchemesNameMayBeInEitherCase() {
    assertThat(refusal(local, Access.OPERATE, "authorization", "bEARER " + ApiSpecs.OPERATE))
        .isZero();
  }

  @Test
  void theHashOfATokenIsNoToken() {
    ApiSpec spec = ApiSpecs.at("127.0.0.1");
    String hash = spec.tokens().get(0).sha256();

    assertThat(refusal(new Guard(spec), Access.OPERATE, "authorization", "Bearer " + hash))
        .isEqualTo(401);
  }

  @Test
  void aRefusalNamesTheSchemeAndNeverWhatWasSent() {
    try {
      local.admit(Calls.of("GET", "/", "authorization", "Bearer s3cr3t-of-mine"), Access.OPERATE);
      assertThat(false).as("it was let in").isTrue();
    } catch (Refused refused) {
      assertThat(refused.reply().headers()).containsKey("WWW-Authenticate");
      assertThat(refused.reply().body().utf8String()).doesNotContain("s3cr3t");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "origin, http://127.0.0.1:9280, 0",
    "origin, https://127.0.0.1:9280, 0",
    "origin, http://evil.example, 403",
    "origin, http://127.0.0.1:9999, 403",
    "origin, null, 403",
    "sec-fetch-site, same-origin, 0",
    "sec-fetch-site, none, 0",
    "sec-fetch-site, same-site, 403",
    "sec-fetch-site, cross-site, 403"
  })
  void noPageOfAnotherSiteMayChangeAnything(String header, String value, int status) {
    assertThat(refusal(local, Access.OPERATE, "authorization", OPERATE, header, value))
        .isEqualTo(status);
  }

  @Test
  void otherTokensTakeThePlaceOfThoseThatWere() {
    List<ApiSpec.Token> both = ApiSpecs.at("10.0.0.5").tokens();
    assertThat(remote.use(both)).as("the same ones").isFalse();

    Call admitted = Calls.of("GET", "/", "authorization", OPERATE);
    assertThat(remote.admits(admitted, Access.OPERATE)).isTrue();

    assertThat(remote.use(both.subList(1, 2))).as("alice's is revoked").isTrue();

    assertThat(remote.admits(admitted, Access.READ)).isFalse();
    assertThat(refusal(remote, Access.READ, "authorization", OPERATE)).isEqualTo(401);
    assertThat(refusal(remote, Access.READ, "authorization", "Bearer " + ApiSpecs.READ)).isZero();
    assertThat(remote.use(both)).as("one more revokes none").isFalse();
    assertThat(refusal(remote, Access.OPERATE, "authorization", OPERATE)).isZero();
  }

  @Test
  void withoutTokensNothingCanBeChangedAndTheAnswerSaysWhatToSet() {
    Guard none = new Guard(ApiSpecs.at("127.0.0.1", new ApiSpec.Token[0]));
    try {
      none.admit(Calls.of("PUT", "/"), Access.OPERATE);
      assertThat(false).as("it was let in").isTrue();
    } catch (Refused refused) {
      assertThat(refused.reply().body().utf8String()).contains("poolwatch.api.tokens");
    }
  }
}
