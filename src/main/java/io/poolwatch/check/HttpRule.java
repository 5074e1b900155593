package io.poolwatch.check;

import com.google.re2j.Pattern;
import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.Matchers.Trouble;
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
 */
record HttpRule(
    @Nullable Predicate<HttpResponse> head, @Nullable Matcher body, boolean not, String text) {

  /** Compiles an expect; null, and the troubles told, if it can't be. */
  static @Nullable HttpRule of(HttpExpect expect, Troubles troubles) {
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
    return body == null ? null : new HttpRule(null, body, expect.not(), text(expect, body));
  }

  private static String text(HttpExpect expect, Matcher body) {
    return (expect.not() ? "not " : "") + "body " + body.describe();
  }

  private static HttpRule onHead(Predicate<HttpResponse> head, HttpExpect expect, String text) {
    return new HttpRule(head, null, expect.not(), (expect.not() ? "not " : "") + text);
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
