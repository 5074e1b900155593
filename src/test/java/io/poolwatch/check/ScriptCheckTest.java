package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ScriptCheckTest {
  private static final ScriptStep PING = new ScriptStep.Send("PING\r\n", "ping");
  private static final ScriptStep PONG = string("+PONG");

  private static ScriptStep string(String text) {
    return expect(text, null, null, null, -1);
  }

  private static ScriptStep expect(
      @Nullable String string,
      @Nullable String regex,
      @Nullable String hex,
      @Nullable String hexRegex,
      int minRecv) {
    return new ScriptStep.Expect(
        string, regex, hex, hexRegex, false, minRecv, null, null, null, null, null, null);
  }

  private static ScriptStep statuses(
      @Nullable String ok, @Nullable String error, @Nullable String timeout) {
    return new ScriptStep.Expect(
        "x", null, null, null, true, 3, ok, error, timeout, "good", "bad", "note");
  }

  private static Compiled compile(ScriptStep... steps) {
    return new ScriptCheck(PLAIN_PLAN, List.of(steps)).compile();
  }

  private static List<Step> steps(ScriptStep... steps) {
    return compile(steps).script().orElseThrow().steps();
  }

  private static List<String> problems(ScriptStep... steps) {
    Compiled compiled = compile(steps);
    assertThat(compiled.script()).isEmpty();
    return compiled.problems().stream().map(p -> p.path() + ": " + p.message()).toList();
  }

  @Test
  void aConnectIsPutInFrontOfStepsWithoutOne() {
    CheckScript script = compile(PING, PONG).script().orElseThrow();

    assertThat(script.steps().get(0)).isEqualTo(Step.Connect.implicit(PLAIN_PLAN));
    assertThat(script.steps()).hasSize(3);
    assertThat(script.explicit()).isTrue();
    assertThat(script.numberOf(1)).isEqualTo(1);
  }

  @Test
  void theUsersOwnConnectIsStepOne() {
    CheckScript script =
        compile(new ScriptStep.Connect(TLS_PLAN, true, "to it"), PING).script().orElseThrow();

    assertThat(script.steps().get(0)).isEqualTo(new Step.Connect(TLS_PLAN, true, false, "to it"));
    assertThat(script.numberOf(1)).isEqualTo(2);
  }

  private static ScriptStep http(String path) {
    HttpRequest request = new HttpRequest("GET", path, "1.1", List.of(), "");
    List<HttpExpect> expects = List.of(HttpExpect.ofStatus("204"));
    return new ScriptStep.Http(
        new HttpCheck(PLAIN_PLAN, request, "a.example", "agent", expects, null), "asks");
  }

  @Test
  void anHttpStepIsARequestAndItsReply() {
    List<Step> steps =
        steps(
            new ScriptStep.Connect(PLAIN_PLAN, false, null),
            http("/live"),
            new ScriptStep.Connect(TLS_PLAN, false, null),
            http("/ready"));

    assertThat(steps)
        .extracting(step -> (Object) step.getClass())
        .containsExactly(
            Step.Connect.class,
            Step.Send.class,
            Step.Converse.class,
            Step.Connect.class,
            Step.Send.class,
            Step.Converse.class);
    assertThat(((Step.Send) steps.get(4)).bytes().utf8String())
        .startsWith("GET /ready HTTP/1.1\r\nHost: a.example\r\n");
    assertThat(steps.get(5).comment()).isEqualTo("asks");
    assertThat(steps.get(5).describe()).contains("204");
  }

  @Test
  void whatIsWrongWithAnHttpStepIsToldBelowIt() {
    assertThat(problems(http("/a b")))
        .singleElement()
        .asString()
        .startsWith("steps[0].http.request.path: ");
  }

  @Test
  void everyKindOfStepIsCompiled() {
    Set<Class<?>> kinds = new HashSet<>();
    List<ScriptStep> all =
        List.of(
            new ScriptStep.Connect(PLAIN_PLAN, false, null),
            PING,
            new ScriptStep.SendHex("0d 0A", null),
            new ScriptStep.StartTls(TLS, null),
            PONG,
            http("/"));
    all.forEach(step -> kinds.add(step.getClass()));

    assertThat(kinds).containsExactlyInAnyOrder(ScriptStep.class.getPermittedSubclasses());
    List<Step> steps = steps(all.toArray(new ScriptStep[0]));
    assertThat(steps).hasSize(all.size() + 1);
    assertThat(steps.get(1)).isEqualTo(new Step.Send(ByteString.fromString("PING\r\n"), "ping"));
    assertThat(steps.get(2)).isEqualTo(new Step.Send(ByteString.fromString("\r\n"), null));
    assertThat(steps.get(3)).isEqualTo(new Step.StartTls(TLS, null));
    assertThat(((Step.Expect) steps.get(4)).matcher().describe()).isEqualTo("string '+PONG'");
  }

  @Test
  void everyKindOfExpectIsCompiled() {
    List<Step> steps =
        steps(
            expect("a", null, null, null, -1),
            expect(null, "b", null, null, -1),
            expect(null, null, "0c", null, -1),
            expect(null, null, null, "0D", -1));

    assertThat(steps)
        .extracting(Step::describe)
        .containsExactly(
            "connect port 6379",
            "expect string 'a'",
            "expect regex 'b'",
            "expect hex '0c'",
            "expect hex-regex '0D'");
  }

  @Test
  void anExpectHasHaproxysDefaults() {
    Step.Expect expect = (Step.Expect) steps(PONG).get(1);

    assertThat(expect.okStatus()).isEqualTo(CheckStatus.L7OK);
    assertThat(expect.errorStatus()).isEqualTo(CheckStatus.L7RSP);
    assertThat(expect.timeoutStatus()).isEqualTo(CheckStatus.L7TOUT);
    assertThat(expect.minRecv()).isEqualTo(-1);
    assertThat(expect.not()).isFalse();
  }

  @Test
  void anExpectTakesItsOwnStatusesAndTexts() {
    Step.Expect expect = (Step.Expect) steps(statuses("L7OKC", "L4CON", "L6TOUT")).get(1);

    assertThat(expect.okStatus()).isEqualTo(CheckStatus.L7OKC);
    assertThat(expect.errorStatus()).isEqualTo(CheckStatus.L4CON);
    assertThat(expect.timeoutStatus()).isEqualTo(CheckStatus.L6TOUT);
    assertThat(expect.onSuccess()).isEqualTo("good");
    assertThat(expect.onError()).isEqualTo("bad");
    assertThat(expect.comment()).isEqualTo("note");
    assertThat(expect.not()).isTrue();
    assertThat(expect.minRecv()).isEqualTo(3);
  }

  @Test
  void anEmptyScriptIsAProblem() {
    assertThat(problems()).containsExactly("steps: a script without steps");
  }

  @Test
  void aFirstStepThatIsNotPossibleIsAProblem() {
    assertThat(problems(PING, new ScriptStep.Connect(PLAIN_PLAN, false, null)))
        .containsExactly("steps[0]: nothing is connected before this step");
    assertThat(
            new ScriptCheck(TLS_PLAN, List.of(new ScriptStep.StartTls(TLS, null)))
                .compile()
                .problems())
        .extracting(Problem::message)
        .containsExactly("the connection speaks TLS already");
  }

  @Test
  void tlsInsideTlsIsAProblem() {
    ScriptStep startTls = new ScriptStep.StartTls(TLS, null);
    ScriptStep plain = new ScriptStep.Connect(PLAIN_PLAN, false, null);

    assertThat(problems(plain, startTls, startTls))
        .containsExactly("steps[2].starttls: the connection speaks TLS already");
    assertThat(steps(plain, startTls, plain, startTls)).hasSize(4);
  }

  @Test
  void allProblemsAreToldAtOnceAndWhereTheyAre() {
    assertThat(
            problems(
                new ScriptStep.Send("", null),
                new ScriptStep.SendHex("0d0", null),
                expect(null, null, null, null, -1),
                expect("a", "b", null, null, -1),
                expect("", null, null, null, -1),
                expect(null, "(", null, null, -1),
                expect(null, null, "zz", null, -1),
                expect(null, null, null, "[", -1),
                expect("x", null, null, null, -2),
                statuses("L7RSP", "L7OK", "L7STS")))
        .containsExactly(
            "steps[0].send: nothing to send",
            "steps[1].send-hex: an odd number of hex digits: 3",
            "steps[2].expect: nothing to expect",
            "steps[3].expect: more than one thing to expect",
            "steps[4].expect.string: an empty string is in every reply",
            "steps[5].expect.regex: bad regular expression: missing closing )",
            "steps[6].expect.hex: character 1 is no hex digit",
            "steps[7].expect.hex-regex: bad regular expression: missing closing ]",
            "steps[8].expect.min-recv: bad min-recv: -2",
            "steps[9].expect.ok-status: bad status 'L7RSP'",
            "steps[9].expect.error-status: bad status 'L7OK'",
            "steps[9].expect.timeout-status: bad status 'L7STS'");
  }
}
