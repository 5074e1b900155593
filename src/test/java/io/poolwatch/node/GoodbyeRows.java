package io.poolwatch.node;

import static io.poolwatch.model.CheckStatus.L4OK;
import static io.poolwatch.model.CheckStatus.L6OK;
import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.CONNECT;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.model.Phase.SEND;
import static io.poolwatch.model.Phase.TLS;
import static io.poolwatch.testkit.Peer.End.CLOSE_NOTIFY;
import static io.poolwatch.testkit.Peer.End.FIN;
import static io.poolwatch.testkit.Peer.End.RST;
import static io.poolwatch.testkit.Step.closeNotify;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;

import io.poolwatch.testkit.Step;
import java.util.stream.Stream;

/** How a probe's connection ends, as the server sees it. */
final class GoodbyeRows {
  private static final Step REQUEST = readUntil("\r\n\r\n");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HTTP = "type = http";
  private static final String LINGERING = "{ connect { port = ${port}, linger = true } }";
  private static final String CONNECT_AGAIN = "{ connect { port = ${port} } }";
  private static final String OVER_TLS =
      "tls { enabled = true, server-name = " + Certificates.NAME + ", ca-file = ${ca} }";
  private static final Step SECURE = startTls(Certificates.SERVER);

  private GoodbyeRows() {}

  private static Row that(String sentence, String check) {
    return Row.that(sentence).check(check);
  }

  private static Row overTls(String sentence, String check) {
    return that(sentence, check).transport(OVER_TLS);
  }

  static Stream<Row> rows() {
    return Stream.of(plain(), scripts(), tls()).flatMap(rows -> rows);
  }

  private static Stream<Row> plain() {
    return Stream.of(
        that("a check that only connects ends with a reset", "type = connect")
            .peer(readToEnd())
            .gives(PASSED, L4OK, CONNECT)
            .leaving(RST),
        that("a check that only connects is closed gracefully if told to", "close = graceful")
            .peer(readToEnd())
            .gives(PASSED, L4OK, CONNECT)
            .leaving(FIN),
        that("an http check ends with a reset", HTTP)
            .peer(REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE)
            .leaving(RST),
        that("an http check is closed gracefully if told to", HTTP + ", close = graceful")
            .peer(REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE)
            .leaving(FIN),
        that("a peer that has closed already is closed plainly", HTTP)
            .peer(
                REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"), fin(), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated")
            .leaving(FIN),
        that("a peer that has closed already is reset if told to", HTTP + ", close = abort")
            .peer(
                REQUEST, send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"), fin(), readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated")
            .leaving(RST),
        that("a failure ends with a reset", HTTP)
            .peer(REQUEST, send("HTTP/1.1 503 Busy\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503")
            .leaving(RST),
        that("a failure is closed gracefully if told to", HTTP + ", close = graceful")
            .peer(REQUEST, send("HTTP/1.1 503 Busy\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503")
            .leaving(FIN),
        that("a time-out ends with a reset whatever was told", HTTP + ", close = graceful")
            .peer(readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no reply")
            .leaving(RST));
  }

  private static Stream<Row> scripts() {
    return Stream.of(
        that("a script ends with a reset", script("{ expect.string = OK }"))
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE)
            .leaving(RST),
        that(
                "a script that lingers is closed gracefully",
                script(LINGERING, "{ expect.string = OK }"))
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE)
            .leaving(FIN),
        that(
                "a script is closed gracefully if told to",
                script("{ send = QUIT }") + ", close = graceful")
            .peer(readToEnd())
            .gives(PASSED, L7OK, SEND)
            .leaving(FIN),
        that(
                "a script that lingers and fails ends with a reset",
                script(LINGERING, "{ expect { string = OK, min-recv = 2 } }"))
            .peer(send("NO"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match")
            .leaving(RST),
        that(
                "the first connection of two ends with a reset",
                script(CONNECT_AGAIN, "{ expect.string = OK }", CONNECT_AGAIN))
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L4OK, CONNECT)
            .leaving(RST),
        that(
                "the first connection of two is closed gracefully where it lingers",
                script(LINGERING, "{ expect.string = OK }", CONNECT_AGAIN))
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L4OK, CONNECT)
            .leaving(FIN));
  }

  private static String script(String... steps) {
    return "type = script, steps = [" + String.join(", ", steps) + "]";
  }

  private static Stream<Row> tls() {
    return Stream.of(
        overTls("a handshake that is enough ends with TLS's goodbye", "type = connect")
            .peer(SECURE, readToEnd())
            .gives(PASSED, L6OK, TLS)
            .leaving(CLOSE_NOTIFY, FIN),
        overTls("TLS 1.2 has the same goodbye", "type = connect")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), readToEnd())
            .gives(PASSED, L6OK, TLS)
            .leaving(CLOSE_NOTIFY, FIN),
        overTls("TLS ends with a reset if told to", HTTP + ", close = abort")
            .peer(SECURE, REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE)
            .leaving(RST),
        overTls("an http check over TLS ends with TLS's goodbye", HTTP)
            .peer(SECURE, REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE)
            .leaving(CLOSE_NOTIFY, FIN),
        overTls("TLS's goodbye is answered", HTTP)
            .peer(SECURE, REQUEST, send("HTTP/1.1 200 OK\r\n\r\n"), closeNotify(), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE)
            .leaving(CLOSE_NOTIFY, FIN),
        overTls("a failure over TLS ends with a reset", HTTP)
            .peer(SECURE, REQUEST, send("HTTP/1.1 503 Busy\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503")
            .leaving(RST));
  }
}
