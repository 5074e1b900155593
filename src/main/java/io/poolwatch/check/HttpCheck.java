package io.poolwatch.check;

import io.poolwatch.model.ConnectPlan;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that sends an HTTP request and judges the reply.
 *
 * @param plan where and how to connect
 * @param request what is sent
 * @param host the {@code Host} header where the request has none: the server name, else the name or
 *     address of the destination
 * @param userAgent the {@code User-Agent} header where the request has none
 * @param expects what the reply must fulfil; without one on the status, {@link HttpExpect#DEFAULT}
 *     holds as well
 * @param conditional status codes of replies that pass conditionally; null for none
 */
public record HttpCheck(
    ConnectPlan plan,
    HttpRequest request,
    String host,
    String userAgent,
    List<HttpExpect> expects,
    @Nullable String conditional) {

  public HttpCheck {
    expects = List.copyOf(expects);
  }

  /** The script, or what is wrong with the settings. */
  public Compiled compile() {
    List<Problem> problems = new ArrayList<>(request.problems());
    if (request.overHttp2() && plan.tls() != null && !plan.tls().alpn().contains("h2")) {
      String hint = "set tls.alpn = [h2], or leave it out";
      problems.add(new Problem("request.version", "HTTP/2 needs h2 among tls.alpn", hint));
    }
    List<HttpRule> rules = rules(problems);
    HttpRule condition =
        conditional == null
            ? null
            : rule(HttpExpect.ofStatus(conditional), "conditional", problems);
    if (!problems.isEmpty()) {
      return Compiled.failed(problems);
    }
    if (request.overHttp2()) {
      boolean secure = plan.tls() != null;
      ByteString sent = request.encodeHttp2(host, userAgent, secure);
      Step reply = new Step.Converse(new Http2Reply(sent, rules, condition), null);
      List<Step> both = List.of(Step.Connect.implicit(plan), reply);
      return Compiled.of(new CheckScript("http", both, false, false, Http2Frames.GOODBYE));
    }
    List<Step> steps =
        List.of(
            Step.Connect.implicit(plan),
            new Step.Send(request.encode(host, userAgent), null),
            new Step.Converse(new HttpReply(rules, condition, request.head()), null));
    return Compiled.of(new CheckScript("http", steps, false, false, ByteString.emptyByteString()));
  }

  private List<HttpRule> rules(List<Problem> problems) {
    List<HttpRule> rules = new ArrayList<>();
    if (expects.stream().noneMatch(HttpExpect::onStatus)) {
      HttpRule implied = rule(HttpExpect.DEFAULT, "expect", problems);
      if (implied != null) {
        rules.add(implied.implied());
      }
    }
    for (int i = 0; i < expects.size(); i++) {
      addRule(rules, expects.get(i), "expect[" + i + "]", problems);
    }
    return rules;
  }

  private static void addRule(
      List<HttpRule> rules, HttpExpect expect, String path, List<Problem> problems) {
    HttpRule rule = rule(expect, path, problems);
    if (rule != null) {
      rules.add(rule);
    }
  }

  private static @Nullable HttpRule rule(HttpExpect expect, String path, List<Problem> problems) {
    long kinds = expect.kinds();
    if (kinds != 1) {
      String message = kinds == 0 ? "an expect without anything to expect" : "more than one expect";
      String hint = "one of status, status-regex, header, string, regex";
      problems.add(new Problem(path, message, hint));
      return null;
    }
    return HttpRule.of(
        expect, setting -> trouble -> problems.add(trouble.at(path + "." + setting)));
  }
}
