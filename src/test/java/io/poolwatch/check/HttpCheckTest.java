package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.HttpExpect.HeaderMatch;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Phase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HttpCheckTest {
  private static final HttpRequest GET = new HttpRequest("GET", "/", "1.1", List.of(), "");

  private static HttpCheck check(@Nullable String conditional, HttpExpect... expects) {
    return new HttpCheck(PLAIN_PLAN, GET, "a.example", "x/1", List.of(expects), conditional);
  }

  private static HttpExpect expect(@Nullable String status, @Nullable String string) {
    return new HttpExpect(status, null, null, string, null, false);
  }

  private static CheckScript script(HttpCheck check) {
    return check.compile().script().orElseThrow();
  }

  @Test
  void aWholeProbePasses() {
    ProbeDriver probe = new ProbeDriver(script(check(null))).connected().sent();

    CheckResult result = probe.received("HTTP/1.1 200 OK\r\n\r\n").result();
    assertThat(result.status()).isEqualTo(CheckStatus.L7OK);
    assertThat(result.code()).isEqualTo(200);
    assertThat(result.phase()).isEqualTo(Phase.RECEIVE);
    assertThat(probe.conclusion().mode()).isEqualTo(CloseMode.ABORT);
  }

  @Test
  void overTlsItSaysGoodbye() {
    HttpCheck check = new HttpCheck(TLS_PLAN, GET, "a.example", "x/1", List.of(), null);
    ProbeDriver probe = new ProbeDriver(script(check)).connected(TLS_PLAN).sent();

    probe.received("HTTP/1.1 200 OK\r\n\r\n");
    assertThat(probe.conclusion().mode()).isEqualTo(CloseMode.GRACEFUL);
  }

  @Test
  void messagesOfItNameNoSteps() {
    ProbeDriver probe = new ProbeDriver(script(check(null))).connected().sent();

    assertThat(probe.timedOut(Phase.RECEIVE).result().info())
        .isEqualTo("no reply from 10.0.0.1:6379 within 2 s");
  }

  @Test
  void aStalledBodyIsToldAsWhatIsMissing() {
    ProbeDriver probe = new ProbeDriver(script(check(null))).connected().sent();
    probe.received("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");

    assertThat(probe.timedOut(Phase.RECEIVE).result().info())
        .isEqualTo(
            "incomplete reply from 10.0.0.1:6379 within 2 s: 200, but only 3 of 9 bytes of the"
                + " body");
  }

  @Test
  void theResultIsTheSameForTheSameSettings() {
    assertThat(script(check(null)).steps().subList(0, 2))
        .isEqualTo(script(check(null)).steps().subList(0, 2));
  }

  @Test
  void allProblemsAreToldAtOnceAndWhereTheyAre() {
    HttpRequest bad = new HttpRequest("G T", "/", "3", List.of(), "");
    HeaderLine noName = new HeaderLine("", null, HeaderMatch.EXACT);
    HeaderLine noRegex = new HeaderLine("X", "(", HeaderMatch.REGEX);
    HttpCheck check =
        new HttpCheck(
            PLAIN_PLAN,
            bad,
            "a.example",
            "x/1",
            List.of(
                expect("20x", null),
                expect("200", "both"),
                expect(null, null),
                expect(null, ""),
                new HttpExpect(null, "(", null, null, null, false),
                new HttpExpect(null, null, null, null, "(?<=x)", false),
                new HttpExpect(null, null, noName, null, null, false),
                new HttpExpect(null, null, noRegex, null, null, false)),
            "4-");

    assertThat(check.compile().script()).isEmpty();
    assertThat(check.compile().problems())
        .extracting(Problem::path)
        .containsExactly(
            "request.method",
            "request.version",
            "expect[0].status",
            "expect[1]",
            "expect[2]",
            "expect[3].string",
            "expect[4].status-regex",
            "expect[5].regex",
            "expect[6].header.name",
            "expect[7].header.value",
            "conditional.status");
    assertThat(check.compile().problems()).allSatisfy(p -> assertThat(p.hint()).isNotEmpty());
  }

  @Test
  void anExpectIsOfOneKind() {
    assertThat(check(null, expect(null, null), expect("200", "both")).compile().problems())
        .extracting(Problem::message)
        .containsExactly("an expect without anything to expect", "more than one expect");
  }

  @Test
  void itsStepsSayWhatTheyDo() {
    HttpExpect unwanted = new HttpExpect(null, null, null, "fatal", null, true);

    assertThat(script(check("404", unwanted)).steps())
        .extracting(Step::describe)
        .containsExactly(
            "connect port 6379",
            "send",
            "expect HTTP reply: status 200-399, not body string 'fatal'; conditional: status 404");
  }

  @Test
  void aRegexLookThatWasPutOffStillPassesWhenTheTimeIsOver() {
    HttpExpect regex = new HttpExpect(null, null, null, null, "end", false);
    ProbeDriver probe = new ProbeDriver(script(check(null, regex))).connected().sent();
    probe.received("HTTP/1.0 200 OK\r\n\r\n");
    for (int i = 0; i < 8_000; i++) {
      probe.received(".");
    }

    assertThat(probe.received("end").waits()).isTrue();
    assertThat(probe.timedOut(Phase.RECEIVE).result().status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void badStatusesAreProblems() {
    for (String bad :
        List.of("", "20", "2000", "200-", "-200", "300-200", "200,,201", "099", "ok")) {
      assertThat(check(null, expect(bad, null)).compile().problems())
          .as(bad)
          .containsExactly(
              new Problem(
                  "expect[0].status",
                  "bad status: '" + bad + "'",
                  "for example 200-399,404 or any"));
    }
  }
}
