package io.poolwatch.node;

import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.sendEndlessly;

import io.poolwatch.testkit.Step;
import java.util.stream.Stream;

/** Checks of type http over plain TCP: bodies of a reply. */
final class HttpBodyRows {
  /** The end of a request's head. */
  private static final Step REQUEST = readUntil("\r\n\r\n");

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nok";
  private static final String UNTIL_CLOSE = "HTTP/1.1 200 OK\r\n\r\n";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  private HttpBodyRows() {}

  private static Row that(String sentence) {
    return Row.that(sentence).check("type = http");
  }

  private static Row that(String sentence, String expects) {
    return Row.that(sentence).check("type = http, " + expects);
  }

  static Stream<Row> rows() {
    return Stream.concat(bodies(), lengths());
  }

  private static Stream<Row> bodies() {
    return Stream.of(
        that("a body matches over two segments", "expect = [{ string = ready }]")
            .peer(
                REQUEST,
                send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nrea"),
                send("dy"),
                readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a body matches over two chunks", "expect = [{ string = ready }]")
            .peer(REQUEST, send(CHUNKED + "3\r\nrea\r\n2;x=y\r\ndy\r\n0\r\n\r\n"), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a body that does not match is shown", "expect = [{ string = ready }]")
            .peer(REQUEST, send(OK), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("body did not match", "'ready'", "'ok'"),
        that("no body to match is told", "expect = [{ regex = \"^up$\" }]")
            .peer(REQUEST, send("HTTP/1.1 204 No Content\r\n\r\n"), readToEnd())
            .gives(FAILED, L7RSP, 204, RECEIVE)
            .saying("no body"),
        that("an unwanted body is shown", "expect = [{ string = ok, not = true }]")
            .peer(REQUEST, send(OK), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("unwanted", "'ok'"),
        that(
                "an unwanted text decides before the reply is whole",
                "expect = [{ string = bad, not = true }]")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbad"), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("unwanted"),
        that("a matching body does not excuse a wrong status", "expect = [{ string = ok }]")
            .peer(REQUEST, send(BUSY), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503 Service Unavailable"),
        that("any status excuses a wrong one", "expect = [{ status = any }, { string = ok }]")
            .peer(REQUEST, send(BUSY), readToEnd())
            .gives(PASSED, L7OK, 503, RECEIVE),
        that("a body with NUL matches by its bytes", "expect = [{ regex = \"a.b\" }]")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\na\0b"), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that(
                "a body within the budget is enough",
                "max-response-bytes = 64B, expect = [{ string = needle }]")
            .peer(REQUEST, send(UNTIL_CLOSE), sendEndlessly("needle"))
            .gives(PASSED, L7OK, 200, RECEIVE),
        that(
                "an endless body is searched as far as the budget goes",
                "expect = [{ string = needle }]")
            .peer(REQUEST, send(UNTIL_CLOSE), sendEndlessly("hay".repeat(100)))
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("body did not match", "'needle'"),
        that("an endless body that nobody searches is not awaited")
            .peer(REQUEST, send(UNTIL_CLOSE), sendEndlessly("hay"))
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("an endless head is cut by the budget")
            .peer(
                REQUEST,
                send("HTTP/1.1 200 OK\r\n"),
                sendEndlessly("X-Hay: " + "hay".repeat(100) + "\r\n"))
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("max-response-bytes"),
        that("a head has no more headers than anybody needs")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\n"), sendEndlessly("X: y\r\n"))
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("header count"));
  }

  private static Stream<Row> lengths() {
    String ten = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello";
    return Stream.of(
        that("a body cut by a close is truncated")
            .peer(REQUEST, send(ten), fin(), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated reply", "5 of 10 bytes"),
        that("a body cut by a reset is truncated")
            .peer(REQUEST, send(ten), rst())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated reply", "5 of 10 bytes"),
        that("a body that stops is awaited in vain")
            .peer(REQUEST, send(ten), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("200, but only 5 of 10 bytes"),
        that("chunks cut by a close are truncated")
            .peer(REQUEST, send(CHUNKED + "5\r\nhel"), fin(), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated reply"),
        that("chunks without the last one are truncated")
            .peer(REQUEST, send(CHUNKED + "5\r\nhello\r\n"), rst())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated reply"),
        that("a chunk without a size is no chunk")
            .peer(REQUEST, send(CHUNKED + "hello\r\n"), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("bad HTTP body"),
        that("two lengths that differ are no length")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 2, 3\r\n\r\nok"), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("Content-Length"),
        that("a body until the close is searched to the close", "expect = [{ string = ready }]")
            .peer(REQUEST, send(UNTIL_CLOSE + "rea"), send("dy"), fin(), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that(
                "a body until the close that does not match is known at the close",
                "expect = [{ string = ready }]")
            .peer(REQUEST, send(UNTIL_CLOSE + "busy"), fin(), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("body did not match", "'busy'"),
        that(
                "an unwanted text is known to be absent at the close",
                "expect = [{ string = bad, not = true }]")
            .peer(REQUEST, send(UNTIL_CLOSE + "good"), fin(), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("no content has no body, whatever its length says")
            .peer(
                REQUEST, send("HTTP/1.1 204 No Content\r\nContent-Length: 7\r\n\r\n"), readToEnd())
            .gives(PASSED, L7OK, 204, RECEIVE),
        that("the answer to HEAD has no body, whatever its length says", "request.method = HEAD")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n"), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE));
  }
}
