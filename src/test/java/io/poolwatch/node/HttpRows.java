package io.poolwatch.node;

import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7OKC;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.CheckStatus.SOCKERR;
import static io.poolwatch.model.Outcome.CONDITIONAL;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.trickle;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.stream.Stream;

/** Checks of type http over plain TCP: heads, endings and paces of a reply. */
final class HttpRows {
  /** The end of a request's head. */
  private static final Step REQUEST = readUntil("\r\n\r\n");

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String BUSY =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofMillis(100);

  private HttpRows() {}

  private static Row that(String sentence) {
    return Row.that(sentence).check("type = http");
  }

  private static Row that(String sentence, String expects) {
    return Row.that(sentence).check("type = http, " + expects);
  }

  static Stream<Row> rows() {
    return Stream.of(heads(), endings(), paces()).flatMap(rows -> rows);
  }

  private static Stream<Row> heads() {
    return Stream.of(
        that("a status within 200-399 passes")
            .peer(REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a redirection passes")
            .peer(REQUEST, send("HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"), readToEnd())
            .gives(PASSED, L7OK, 302, RECEIVE),
        that("a wrong status is the server's answer, with its reason")
            .peer(REQUEST, send(BUSY), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503 Service Unavailable", "expected status 200-399"),
        that("a status decides before the reply is whole")
            .peer(REQUEST, send("HTTP/1.1 500 Oops\r\nContent-Length: 9\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 500, RECEIVE)
            .saying("500 Oops"),
        that("an interim reply is not the answer")
            .peer(REQUEST, send("HTTP/1.1 100 Continue\r\n\r\n" + OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("several interim replies with headers are not the answer")
            .peer(
                REQUEST,
                send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(3) + BUSY),
                readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503 Service Unavailable"),
        that("an interim reply alone is an incomplete one")
            .peer(REQUEST, send("HTTP/1.1 100 Continue\r\n\r\n"), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("incomplete reply", "the head has not ended"),
        that("switching protocols is an answer")
            .peer(REQUEST, send("HTTP/1.1 101 Switching Protocols\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 101, RECEIVE)
            .saying("101 Switching Protocols"),
        that("a conditional status passes conditionally", "conditional.status = \"404\"")
            .peer(REQUEST, send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), readToEnd())
            .gives(CONDITIONAL, L7OKC, 404, RECEIVE),
        that("a status passes that a pattern finds", "expect = [{ status-regex = \"^50\" }]")
            .peer(REQUEST, send(BUSY), readToEnd())
            .gives(PASSED, L7OK, 503, RECEIVE),
        that("a status that no pattern finds is wrong", "expect = [{ status-regex = \"^50\" }]")
            .peer(REQUEST, send(OK), readToEnd())
            .gives(FAILED, L7STS, 200, RECEIVE)
            .saying("expected status-regex '^50'"),
        that(
                "a header that is missing is the server's answer",
                "expect = [{ header { name = X-Role, value = primary } }]")
            .peer(
                REQUEST,
                send(OK.replace("\r\n\r\nok", "\r\nX-Role: replica\r\n\r\nok")),
                readToEnd())
            .gives(FAILED, L7STS, 200, RECEIVE)
            .saying("expected header X-Role"),
        that("NUL and binary in a reason are no fault")
            .peer(
                REQUEST,
                send("HTTP/1.1 503 a\0b\u001b[31m\u00ff\r\nContent-Length: 0\r\n\r\n"),
                readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503 a"),
        that("a reply in HTTP/1.0 with bare line feeds is understood")
            .peer(REQUEST, send("HTTP/1.0 200 OK\nContent-Length: 2\n\nok"), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a reply that came before the request counts")
            .peer(send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a reply that came before the request counts though a reset came with it")
            .peer(send(OK), Step.read(1), rst())
            .gives(PASSED, L7OK, 200, RECEIVE));
  }

  private static Stream<Row> endings() {
    return Stream.of(
        that("silence is layer 7, after timeout.check")
            .peer(readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no reply from 127.0.0.1:", "within 1 s")
            .notBefore(Duration.ofSeconds(1)),
        that("a close without an answer is an empty reply")
            .peer(REQUEST, fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"),
        that("a close in the middle of the request is an empty reply")
            .peer(Step.read(5), fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"),
        that("a reset without an answer is a socket error")
            .peer(REQUEST, rst())
            .gives(FAILED, SOCKERR, RECEIVE)
            .saying("connection reset", "while waiting for a reply from 127.0.0.1:"),
        that("a reset in the middle of the request is a socket error")
            .peer(Step.read(5), rst())
            .gives(FAILED, SOCKERR, RECEIVE)
            .saying("connection reset"),
        that("a whole reply before a reset counts")
            .peer(REQUEST, send(OK), rst())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a wrong status before a reset counts")
            .peer(REQUEST, send("HTTP/1.1 500 Oops\r\n\r\n"), rst())
            .gives(FAILED, L7STS, 500, RECEIVE)
            .saying("500 Oops"),
        that("another protocol is not HTTP")
            .peer(REQUEST, send("SSH-2.0-OpenSSH_9.2\r\n"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("not an HTTP/1.x reply", "SSH-2.0"),
        that("NUL and binary are not HTTP")
            .peer(REQUEST, send("\0\u0001\u00fe\u001b[2J"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("not an HTTP/1.x reply", "\\x00\\x01\\xfe\\x1b[2J"),
        that("a TLS alert in answer to plain HTTP is named")
            .peer(REQUEST, Step.alert(10), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("is TLS missing?"),
        that("a status line cut by a close is broken")
            .peer(REQUEST, send("HTTP/1.1 20"), fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("ended within its head", "HTTP/1.1 20"),
        that("a status line cut by a reset is broken, not a socket error")
            .peer(REQUEST, send("HTTP/1.1 20"), rst())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("ended within its head"),
        that("headers cut by a close are broken")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nServer: x"), fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("ended within its head"),
        that("headers cut by a reset are broken")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nServer: x\r\n"), rst())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("ended within its head"),
        that("headers that never end are awaited in vain")
            .peer(REQUEST, send("HTTP/1.1 200 OK\r\nServer: x\r\n"), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("the head has not ended"));
  }

  private static Stream<Row> paces() {
    return Stream.of(
        that("a reply may come byte by byte", "expect = [{ string = ok }]")
            .peer(REQUEST, trickle(OK, SHORT), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("bytes that trickle in win no time")
            .peer(REQUEST, trickle(OK, LONG), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("the head has not ended", "within 1 s"),
        that("a request that nobody reads does not leave")
            .peer(gate -> FaultyServer.withReceiveBuffer(4096, Step.pause(gate)))
            .check("type = http, request { method = POST, body = \"" + "x".repeat(5 << 20) + "\" }")
            .impatient()
            .gives(FAILED, L7TOUT, io.poolwatch.model.Phase.SEND)
            .saying("bytes of the request not taken by 127.0.0.1:", "within 1 s"));
  }
}
