package io.poolwatch.check;

import static io.poolwatch.check.HttpReplies.CHUNKED;
import static io.poolwatch.check.HttpReplies.OK;
import static io.poolwatch.check.HttpReplies.closed;
import static io.poolwatch.check.HttpReplies.held;
import static io.poolwatch.check.HttpReplies.reply;
import static io.poolwatch.check.HttpReplies.statusHeld;
import static io.poolwatch.check.HttpReplies.string;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.HttpExpect.HeaderLine;
import io.poolwatch.check.HttpExpect.HeaderMatch;
import io.poolwatch.check.HttpExpect.Terms;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is expected of a reply. */
final class HttpExpectTest {

  @Test
  void aWrongStatusIsToldWithItsReason() {
    Done done = Objects.requireNonNull(held(reply(), "HTTP/1.1 503 Try Later\r\n\r\n"));

    assertThat(done.outcome()).isEqualTo(Outcome.FAILED);
    assertThat(done.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(done.code()).isEqualTo(503);
    assertThat(done.info()).isEqualTo("503 Try Later: expected status 200-399");
  }

  @ParameterizedTest
  @CsvSource({"200, true", "199, false", "204, true", "205, false", "301, true", "302, true"})
  void listsAndRangesOfStatusesAreKnown(int code, boolean passes) {
    Dialogue some = reply(HttpExpect.ofStatus("200, 204,300 - 399"));

    assertThat(closed(some, "HTTP/1.0 " + code + " x\r\n\r\n").outcome().pass()).isEqualTo(passes);
  }

  @Test
  void anyStatusPassesWhereItIsAsked() {
    assertThat(statusHeld(reply(HttpExpect.ofStatus("any")), "HTTP/1.1 500 Oh\r\n\r\n"))
        .isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aStatusMayBeUnwanted() {
    Dialogue no5xx = reply(new HttpExpect("500-599", null, null, null, null, true));

    assertThat(statusHeld(no5xx, "HTTP/1.1 404 Oh\r\n\r\n")).isEqualTo(CheckStatus.L7OK);
    Done done = Objects.requireNonNull(held(no5xx, "HTTP/1.1 502 Oh\r\n\r\n"));
    assertThat(done.info()).isEqualTo("502 Oh: expected not status 500-599");
  }

  @Test
  void aStatusMayBeARegex() {
    Dialogue twos = reply(new HttpExpect(null, "^2", null, null, null, false));

    assertThat(statusHeld(twos, "HTTP/1.1 299 Oh\r\n\r\n")).isEqualTo(CheckStatus.L7OK);
    assertThat(statusHeld(twos, "HTTP/1.1 302 Oh\r\n\r\n")).isEqualTo(CheckStatus.L7STS);
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT,    Node 7,  true",
    "EXACT,    Node,    false",
    "EXACT,    node 7,  false",
    "PREFIX,   Node,    true",
    "PREFIX,   7,       false",
    "SUFFIX,   ' 7',    true",
    "SUFFIX,   Node,    false",
    "CONTAINS, 'e 7',   true",
    "CONTAINS, x,       false",
    "REGEX,    '[0-9]$', true",
    "REGEX,    ^[0-9],  false",
  })
  void aHeaderIsComparedAsAsked(HeaderMatch match, String value, boolean passes) {
    HeaderLine line = new HeaderLine("x-served-by", value, match);
    String served = OK + "X-Served-By: other\r\nX-Served-By:  Node 7 \r\n\r\n";

    Done wanted = closed(reply(new HttpExpect(null, null, line, null, null, false)), served);
    assertThat(wanted.outcome().pass()).isEqualTo(passes);
    Done unwanted = closed(reply(new HttpExpect(null, null, line, null, null, true)), served);
    assertThat(unwanted.outcome().pass()).isNotEqualTo(passes);
  }

  @Test
  void aHeaderMayHaveToBeThereWhateverItsValue() {
    HeaderLine line = new HeaderLine("X-Ready", null, HeaderMatch.EXACT);
    Dialogue ready = reply(new HttpExpect(null, null, line, null, null, false));

    assertThat(statusHeld(ready, OK + "x-ready:\r\n\r\n")).isEqualTo(CheckStatus.L7OK);
    Done missing = Objects.requireNonNull(held(ready, OK + "\r\n"));
    assertThat(missing.status()).isEqualTo(CheckStatus.L7STS);
    assertThat(missing.info()).isEqualTo("200 OK: expected header X-Ready");
  }

  @Test
  void aHeaderThatDiffersIsToldWithWhatWasExpected() {
    HeaderLine line = new HeaderLine("X-Zone", "b", HeaderMatch.PREFIX);

    assertThat(
            closed(
                    reply(new HttpExpect(null, null, line, null, null, false)),
                    OK + "X-Zone: a1\r\n\r\n")
                .info())
        .isEqualTo("200 OK: expected header X-Zone (prefix 'b')");
  }

  @Test
  void aBodyThatDiffersIsToldWithWhatCame() {
    Done done = closed(reply(string("fine", false)), OK + "\r\nbroken\n");

    assertThat(done.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(done.code()).isEqualTo(200);
    assertThat(done.info())
        .isEqualTo("body did not match string 'fine': got 'broken\\n' (7 bytes)");
  }

  @Test
  void aBodyThatIsNotThereIsTold() {
    Done done =
        Objects.requireNonNull(
            held(reply(string("fine", false)), OK + "Content-Length: 0\r\n\r\n"));

    assertThat(done.info()).isEqualTo("no body to look for string 'fine' in");
  }

  @Test
  void anUnwantedBodyIsToldAtOnce() {
    Done done = Objects.requireNonNull(held(reply(string("fatal", true)), CHUNKED + "5\r\nfatal"));

    assertThat(done.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(done.info())
        .isEqualTo("body matched unwanted string 'fatal': got 'fatal' (5 bytes)");
  }

  @Test
  void allExpectsMustHold() {
    HttpExpect regex = new HttpExpect(null, null, null, null, "v[0-9]+", false);
    Dialogue both = reply(string("fine", false), regex);

    assertThat(closed(both, OK + "\r\nfine v2").status()).isEqualTo(CheckStatus.L7OK);
    assertThat(closed(both, OK + "\r\nfine v").status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(closed(both, OK + "\r\nv2").status()).isEqualTo(CheckStatus.L7RSP);
  }

  @Test
  void theStatusCountsUnlessOneIsNamed() {
    String down = "HTTP/1.1 503 Down\r\n\r\nfine";

    assertThat(closed(reply(string("fine", false)), down).status()).isEqualTo(CheckStatus.L7STS);
    Dialogue any = reply(string("fine", false), HttpExpect.ofStatus("any"));
    assertThat(closed(any, down).status()).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aMatchInABodyOfKnownLengthWaitsForTheRest() {
    Dialogue fine = reply(string("fine", false));

    assertThat(held(fine, OK + "Content-Length: 9\r\n\r\nfine")).isNull();
    assertThat(statusHeld(fine, OK + "\r\nfine")).isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aConditionalStatusComesBeforeAllExpects() {
    Dialogue draining = reply("GET", "404", string("fine", false));
    Done done = Objects.requireNonNull(held(draining, "HTTP/1.0 404 Not Found\r\n\r\n"));

    assertThat(done.outcome()).isEqualTo(Outcome.CONDITIONAL);
    assertThat(done.status()).isEqualTo(CheckStatus.L7OKC);
    assertThat(done.code()).isEqualTo(404);
    assertThat(done.info()).isEmpty();
    assertThat(closed(draining, OK + "\r\nfine").status()).isEqualTo(CheckStatus.L7OK);
    assertThat(closed(draining, "HTTP/1.0 500 Oh\r\n\r\n").status()).isEqualTo(CheckStatus.L7STS);
  }

  // ---- what is told of an expect

  private static HttpExpect page(String text, boolean not, Terms terms) {
    return new HttpExpect(null, null, null, text, null, not, terms);
  }

  @Test
  void aMismatchIsToldAsTheExpectSays() {
    Terms terms = new Terms(-1, null, "L6RSP", null, null, "out of stock", null);
    Done body = closed(reply(page("well", false, terms)), OK + "\r\nill");
    assertThat(body.status()).isEqualTo(CheckStatus.L6RSP);
    assertThat(body.info()).isEqualTo("out of stock");
    assertThat(body.code()).isEqualTo(200);

    Terms conditionally = new Terms(-1, null, "L7OKC", null, null, null, "the door");
    HttpExpect status = new HttpExpect("200", null, null, null, null, false, conditionally);
    Done head = closed(reply(status), "HTTP/1.1 404 Oh\r\n\r\n");
    assertThat(head.outcome()).isEqualTo(Outcome.CONDITIONAL);
    assertThat(head.info()).isEqualTo("404 Oh: expected status 200 comment: 'the door'");
  }

  @Test
  void aPassIsToldAsTheLastExpectSays() {
    Terms first = new Terms(-1, "L4OK", null, null, "first", null, null);
    Terms last = new Terms(-1, "L6OK", null, null, "fine", null, null);

    Done done = closed(reply(page("we", false, first), page("ll", false, last)), OK + "\r\nwell");

    assertThat(done.status()).isEqualTo(CheckStatus.L6OK);
    assertThat(done.info()).isEqualTo("fine");
  }

  @Test
  void withMinRecvTheLackOfAMatchDecidesBeforeTheEnd() {
    Terms four = new Terms(4, null, null, null, null, null, null);
    Dialogue wanted = reply(page("well", false, four));
    assertThat(held(wanted, OK + "\r\nill")).as("three bytes").isNull();
    assertThat(statusHeld(wanted, OK + "\r\nill!")).isEqualTo(CheckStatus.L7RSP);

    Dialogue unwanted = reply(page("ill", true, four));
    assertThat(held(unwanted, OK + "\r\nfin")).as("three bytes").isNull();
    assertThat(statusHeld(unwanted, OK + "\r\nfine")).isEqualTo(CheckStatus.L7OK);
  }

  @ParameterizedTest
  @CsvSource({
    "'',                         L6TOUT",
    "'HTTP/1.1 200 OK\r\nServer:', L6TOUT",
    "'HTTP/1.1 200 OK\r\n\r\nno', L4TOUT",
    "'HTTP/1.1 200 OK\r\n\r\nok', L7TOUT"
  })
  void aTimeOutIsToldAsTheExpectThatIsWaitedForSays(String sent, CheckStatus told) {
    Terms onHead = new Terms(-1, null, null, "L6TOUT", null, null, null);
    Terms onBody = new Terms(-1, null, null, "L4TOUT", null, null, null);
    List<HttpExpect> expects =
        List.of(
            HttpExpect.ofStatus("any"),
            new HttpExpect("200", null, null, null, null, false, onHead),
            page("ok", false, onBody),
            page("end", false, Terms.NONE));
    CheckScript script =
        new HttpCheck(
                ProbeDriver.PLAIN_PLAN,
                new HttpRequest("GET", "/", "1.1", List.of(), ""),
                "a.example",
                "",
                expects,
                null)
            .compile()
            .script()
            .orElseThrow();
    ProbeDriver probe = new ProbeDriver(script).start().connected();
    probe.sent();
    if (!sent.isEmpty()) {
      probe.received(sent);
    }

    assertThat(probe.timedOut(Phase.RECEIVE).result().status()).isEqualTo(told);
  }
}
