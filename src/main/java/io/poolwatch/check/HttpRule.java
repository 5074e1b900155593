package io.poolwatch.check;

import com.google.re2j.Pattern;
import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.HttpExpect.Terms;
import io.poolwatch.check.Matchers.Trouble;
import io.poolwatch.model.CheckStatus;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * A compiled {@link HttpExpect}: on the head, decided when the head is there, or on the body.
 *
 * @param head what the head must fulfil; null for a rule on the body
 * @param body what is looked for in the body; null for a rule on the head
 * @param not whether it must not be so
 * @param text what is wanted, in words
 * @param told what is told of it
 */
record HttpRule(
    @Nullable Predicate<HttpResponse> head,
    @Nullable Matcher body,
    boolean not,
    String text,
    Told told) {
  private static final Told UNTOLD =
      new Told(-1, CheckStatus.L7OK, CheckStatus.L7STS, null, "", null, null);

  /**
   * What is told of a rule.
   *
   * @param minRecv bytes of the body from which it is final; -1 for its end
   * @param ok when it is the last and all are met
   * @param error when it is not met
   * @param timeout when it is waited for in vain; null if nobody said, and it is not waited for by
   *     itself
   * @param onSuccess info when it is the last and all are met; empty for none
   * @param onError info when it is not met; null for a description
   * @param comment follows a description; null for none
   */
  record Told(
      int minRecv,
      CheckStatus ok,
      CheckStatus error,
      @Nullable CheckStatus timeout,
      String onSuccess,
      @Nullable String onError,
      @Nullable String comment) {

    private static Told of(HttpExpect expect, boolean onBody, Troubles troubles) {
      Terms terms = expect.terms();
      if (terms.minRecv() < -1) {
        String fault = "bad min-recv: " + terms.minRecv();
        troubles.at("min-recv").accept(new Trouble(fault, "-1 for none, or 0 and more"));
      }
      String success = terms.onSuccess();
      return new Told(
          terms.minRecv(),
          StatusNames.ok(terms.okStatus(), troubles.at("ok-status")),
          StatusNames.error(
              terms.errorStatus(),
              onBody ? CheckStatus.L7RSP : CheckStatus.L7STS,
              troubles.at("error-status")),
          expect.any()
              ? null
              : StatusNames.timeout(terms.timeoutStatus(), troubles.at("timeout-status")),
          success == null ? "" : success,
          terms.onError(),
          terms.comment());
    }
  }

  /** Compiles an expect; null, and the troubles told, if it can't be. */
  static @Nullable HttpRule of(HttpExpect expect, Troubles troubles) {
    HttpRule rule = matching(expect, troubles);
    return rule == null
        ? null
        : new HttpRule(
            rule.head, rule.body, rule.not, rule.text, Told.of(expect, rule.onBody(), troubles));
  }

  /** The same as one that nobody wrote, and nobody waits for by itself. */
  HttpRule implied() {
    return new HttpRule(head, body, not, text, UNTOLD);
  }

  /** The info of a reply that does not fulfil it. */
  String fault(String description) {
    if (told.onError() != null) {
      return told.onError();
    }
    return told.comment() == null
        ? description
        : description + " comment: '" + told.comment() + "'";
  }

  /** Whether the lack of a match in so much of the body is final. */
  boolean settledBy(int length) {
    return told.minRecv() >= 0 && length >= told.minRecv();
  }

  private static @Nullable HttpRule matching(HttpExpect expect, Troubles troubles) {
    if (expect.status() != null) {
      StatusSet codes = StatusSet.parse(expect.status(), troubles.at("status"));
      return codes == null
          ? null
          : onHead(reply -> codes.contains(reply.getCode()), expect, "status " + codes);
    }
    if (expect.statusRegex() != null) {
      Pattern codes = Matchers.pattern(expect.statusRegex(), 0, troubles.at("status-regex"));
      return codes == null
          ? null
          : onHead(
              reply -> codes.matcher(Integer.toString(reply.getCode())).find(),
              expect,
              "status-regex '" + expect.statusRegex() + "'");
    }
    if (expect.header() != null) {
      return header(expect.header(), expect, troubles);
    }
    Matcher body =
        expect.string() != null
            ? Matchers.string(expect.string(), troubles.at("string"))
            : Matchers.regex(String.valueOf(expect.regex()), troubles.at("regex"));
    return body == null ? null : new HttpRule(null, body, expect.not(), text(expect, body), UNTOLD);
  }

  private static String text(HttpExpect expect, Matcher body) {
    return (expect.not() ? "not " : "") + "body " + body.describe();
  }

  private static HttpRule onHead(Predicate<HttpResponse> head, HttpExpect expect, String text) {
    return new HttpRule(head, null, expect.not(), (expect.not() ? "not " : "") + text, UNTOLD);
  }

  private static @Nullable HttpRule header(HeaderLine line, HttpExpect expect, Troubles troubles) {
    String fault = HttpRequest.faultOfName(line.name());
    if (fault != null) {
      troubles.at("header.name").accept(new Trouble(fault, "for example Content-Type"));
      return null;
    }
    String text = "header " + line.name();
    if (line.value() == null) {
      return onHead(reply -> reply.containsHeader(line.name()), expect, text);
    }
    Predicate<String> value = value(line.value(), line, troubles.at("header.value"));
    if (value == null) {
      return null;
    }
    String how = line.match().name().toLowerCase(Locale.ROOT);
    return onHead(
        reply -> anyHeader(reply, line.name(), value),
        expect,
        text + " (" + how + " '" + line.value() + "')");
  }

  private static @Nullable Predicate<String> value(
      String wanted, HeaderLine line, Consumer<Trouble> troubles) {
    String octets = Matchers.latin1(wanted);
    return switch (line.match()) {
      case EXACT -> octets::equals;
      case PREFIX -> value -> value.startsWith(octets);
      case SUFFIX -> value -> value.endsWith(octets);
      case CONTAINS -> value -> value.contains(octets);
      case REGEX -> {
        Pattern pattern = Matchers.pattern(wanted, 0, troubles);
        yield pattern == null ? null : value -> pattern.matcher(value).find();
      }
    };
  }

  private static boolean anyHeader(HttpResponse reply, String name, Predicate<String> value) {
    for (Header header : reply.getHeaders(name)) {
      if (value.test(header.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** Whether the rule is on the body, so that the body must be waited for. */
  boolean onBody() {
    return body != null;
  }

  /** Where troubles with an expect's settings go. */
  interface Troubles {
    Consumer<Trouble> at(String setting);
  }
}
