package io.poolwatch.check;

import io.poolwatch.check.Matchers.Trouble;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ConnectPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check whose steps the user writes.
 *
 * <p>Where the steps contain no connect, one is put in front of them; otherwise a connect must be
 * the first. Source: HAProxy, {@code tcp-check}.
 *
 * @param plan the connection that is put in front of steps without one
 * @param steps at least one
 */
public record ScriptCheck(ConnectPlan plan, List<ScriptStep> steps) {

  public ScriptCheck {
    steps = List.copyOf(steps);
  }

  /** The script, or what is wrong with the settings. */
  public Compiled compile() {
    Compilation compilation = new Compilation();
    if (steps.isEmpty()) {
      compilation.add("", "a script without steps", "type = connect only connects");
    }
    boolean explicit = steps.stream().anyMatch(ScriptStep.Connect.class::isInstance);
    if (!explicit) {
      compilation.compiled.add(Step.Connect.implicit(plan));
      compilation.secured = plan.tls() != null;
    } else if (!(steps.get(0) instanceof ScriptStep.Connect)) {
      String hint = "where one step is a connect, the first must be one";
      compilation.add("[0]", "nothing is connected before this step", hint);
    }
    for (int i = 0; i < steps.size(); i++) {
      compilation.compile("[" + i + "]", steps.get(i));
    }
    return compilation.result();
  }

  /** The steps made so far, and what is wrong. */
  private static final class Compilation {
    private final List<Step> compiled = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean secured;

    private void compile(String path, ScriptStep step) {
      if (step instanceof ScriptStep.Connect connect) {
        secured = connect.plan().tls() != null;
        compiled.add(new Step.Connect(connect.plan(), connect.linger(), false, connect.comment()));
      } else if (step instanceof ScriptStep.Send send) {
        send(path + ".send", send.text().getBytes(StandardCharsets.UTF_8), send.comment());
      } else if (step instanceof ScriptStep.SendHex send) {
        byte[] bytes = Matchers.bytes(send.digits(), at(path + ".send-hex"));
        if (bytes != null) {
          send(path + ".send-hex", bytes, send.comment());
        }
      } else if (step instanceof ScriptStep.StartTls start) {
        startTls(path, start);
      } else if (step instanceof ScriptStep.Http http) {
        http(path + ".http.", http);
      } else {
        expect(path + ".expect", (ScriptStep.Expect) step);
      }
    }

    private void send(String path, byte[] bytes, @Nullable String comment) {
      if (bytes.length == 0) {
        add(path, "nothing to send", "remove the step, or write what to send");
      }
      compiled.add(new Step.Send(ByteString.fromArray(bytes), comment));
    }

    private void startTls(String path, ScriptStep.StartTls start) {
      if (secured) {
        add(path + ".starttls", "the connection speaks TLS already", "connect without tls first");
      }
      secured = true;
      compiled.add(new Step.StartTls(start.tls(), start.comment()));
    }

    /** Its steps without the connect that a check of its own begins with. */
    private void http(String path, ScriptStep.Http http) {
      Compiled own = http.check().compile();
      own.problems().forEach(p -> add(path + p.path(), p.message(), p.hint()));
      List<Step> steps = own.script().map(CheckScript::steps).orElse(List.of());
      for (Step step : steps) {
        if (step instanceof Step.Send send) {
          compiled.add(new Step.Send(send.bytes(), http.comment()));
        } else if (step instanceof Step.Converse converse) {
          compiled.add(new Step.Converse(converse.dialogue(), http.comment()));
        }
      }
    }

    private void expect(String path, ScriptStep.Expect expect) {
      Matcher matcher = matcher(path, expect);
      if (expect.minRecv() < -1) {
        add(path + ".min-recv", "bad min-recv: " + expect.minRecv(), "-1 for none, or 0 and more");
      }
      CheckStatus ok = StatusNames.ok(expect.okStatus(), at(path + ".ok-status"));
      CheckStatus error =
          StatusNames.error(expect.errorStatus(), CheckStatus.L7RSP, at(path + ".error-status"));
      CheckStatus timeout =
          StatusNames.timeout(expect.timeoutStatus(), at(path + ".timeout-status"));
      if (matcher != null) {
        compiled.add(
            new Step.Expect(
                matcher,
                expect.not(),
                expect.minRecv(),
                ok,
                error,
                timeout,
                expect.onSuccess(),
                expect.onError(),
                expect.comment()));
      }
    }

    private @Nullable Matcher matcher(String path, ScriptStep.Expect expect) {
      long kinds =
          Stream.of(expect.string(), expect.regex(), expect.hex(), expect.hexRegex())
              .filter(Objects::nonNull)
              .count();
      if (kinds != 1) {
        String message = kinds == 0 ? "nothing to expect" : "more than one thing to expect";
        add(path, message, "one of string, regex, hex, hex-regex");
        return null;
      }
      if (expect.string() != null) {
        return Matchers.string(expect.string(), at(path + ".string"));
      }
      if (expect.regex() != null) {
        return Matchers.regex(expect.regex(), at(path + ".regex"));
      }
      return expect.hex() != null
          ? Matchers.hex(expect.hex(), at(path + ".hex"))
          : Matchers.hexRegex(String.valueOf(expect.hexRegex()), at(path + ".hex-regex"));
    }

    private Consumer<Trouble> at(String path) {
      return trouble -> add(path, trouble.message(), trouble.hint());
    }

    private void add(String path, String message, String hint) {
      problems.add(new Problem("steps" + path, message, hint));
    }

    private Compiled result() {
      return problems.isEmpty()
          ? Compiled.of(
              new CheckScript("script", compiled, true, false, ByteString.emptyByteString()))
          : Compiled.failed(problems);
    }
  }
}
