package io.poolwatch.check;

import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Excerpt;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Judges one HTTP reply by rules, whatever version of the protocol brought it. */
final class HttpJudge {
  private final List<HttpRule> rules;
  private final @Nullable HttpRule conditional;
  private Matcher.@Nullable Search[] searches = new Matcher.Search[0];
  private boolean conditionally;

  /** The first rule that is waited for. */
  private int awaited;

  /**
   * Judges by these rules.
   *
   * @param conditional a reply that fulfils it passes conditionally, whatever the rules say; null
   *     for none
   */
  HttpJudge(List<HttpRule> rules, @Nullable HttpRule conditional) {
    this.rules = rules;
    this.conditional = conditional;
  }

  /** What the rules want, in words. */
  static String describe(List<HttpRule> rules, @Nullable HttpRule conditional) {
    String wanted = rules.stream().map(HttpRule::text).collect(Collectors.joining(", "));
    String otherwise = conditional == null ? "" : "; conditional: " + conditional.text();
    return "expect HTTP reply: " + wanted + otherwise;
  }

  /** Judges the head, once; null while the rules may hold. */
  @Nullable Done head(HttpResponse reply) {
    conditionally = conditional != null && fulfilled(conditional, reply);
    if (conditionally) {
      return null;
    }
    for (HttpRule rule : rules) {
      if (!rule.onBody() && fulfilled(rule, reply) == rule.not()) {
        String expected = ": expected " + rule.text();
        return done(rule.told().error(), reply, rule.fault(line(reply) + expected))
            .telling(rule.fault(reply.getCode() + expected));
      }
    }
    return null;
  }

  /**
   * Judges what has come of the body; null while it is open.
   *
   * @param end whether nothing more will come
   * @param last whether nothing may be put off
   */
  @Nullable Done body(HttpResponse reply, HttpContent content, boolean end, boolean last) {
    boolean open = !end && !content.untilClose();
    awaited = rules.size();
    for (int i = 0; i < rules.size() && !conditionally; i++) {
      HttpRule rule = rules.get(i);
      Matcher matcher = rule.body();
      if (matcher == null) {
        continue;
      }
      boolean settled = end || rule.settledBy(content.length());
      boolean found = search(i, matcher).found(content.data(), content.length(), settled || last);
      if (found ? rule.not() : settled && !rule.not()) {
        return done(rule.told().error(), reply, rule.fault(mismatch(matcher, rule.not(), content)));
      }
      if (!found && !settled) {
        open = true;
        awaited = Math.min(awaited, i);
      }
    }
    return open ? null : passed(reply);
  }

  private Done passed(HttpResponse reply) {
    if (conditionally) {
      return done(CheckStatus.L7OKC, reply, "");
    }
    HttpRule.Told told = rules.get(rules.size() - 1).told();
    return done(told.ok(), reply, told.onSuccess());
  }

  /** The status of a time-out now: that of the first rule that is waited for. */
  @Nullable CheckStatus timeoutStatus() {
    return rules.stream()
        .skip(awaited)
        .map(rule -> rule.told().timeout())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static String mismatch(Matcher matcher, boolean not, HttpContent content) {
    if (content.length() == 0) {
      return "no body to look for " + matcher.describe() + " in";
    }
    String what = not ? "body matched unwanted " : "body did not match ";
    String got = Excerpt.withSize(content.data(), content.length());
    return what + matcher.describe() + ": got " + got;
  }

  private Matcher.Search search(int rule, Matcher matcher) {
    if (searches.length == 0) {
      searches = new Matcher.Search[rules.size()];
    }
    Matcher.Search search = searches[rule];
    if (search == null) {
      search = matcher.begin();
      searches[rule] = search;
    }
    return search;
  }

  private static boolean fulfilled(HttpRule rule, HttpResponse reply) {
    return rule.head() != null && rule.head().test(reply);
  }

  /** {@code 503 Service Unavailable}. */
  static String line(HttpResponse reply) {
    String reason = reply.getReasonPhrase();
    return reason == null || reason.isEmpty()
        ? Integer.toString(reply.getCode())
        : reply.getCode() + " " + reason;
  }

  /**
   * A result with the reply's status as its code.
   *
   * @param reply null if there is none yet
   */
  static Done done(CheckStatus status, @Nullable HttpResponse reply, String info) {
    int code = reply == null ? CheckResult.NO_CODE : reply.getCode();
    return new Done(status.outcome(), status, code, info);
  }
}
