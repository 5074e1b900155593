package io.poolwatch.node;

import static io.poolwatch.event.EventName.CONNECTION_SECURED;
import static io.poolwatch.model.CheckStatus.L4CON;
import static io.poolwatch.model.CheckStatus.L6OK;
import static io.poolwatch.model.CheckStatus.L6RSP;
import static io.poolwatch.model.CheckStatus.L6TOUT;
import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.CheckStatus.SOCKERR;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.CONNECT;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.model.Phase.SEND;
import static io.poolwatch.model.Phase.TLS;
import static io.poolwatch.testkit.Step.alert;
import static io.poolwatch.testkit.Step.closeNotify;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.renegotiate;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.sendInTheClear;
import static io.poolwatch.testkit.Step.startTls;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.stream.Stream;

/** Checks of every type over TLS. */
final class TlsRows {
  private static final String ENABLED =
      "tls { enabled = true, server-name = " + Certificates.NAME + ", ca-file = ${ca} }";
  private static final Step SECURE = startTls(Certificates.SERVER);
  private static final Step REQUEST = readUntil("\r\n\r\n");
  private static final Step SOME_OF_THE_HELLO = read(5);
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  /** The head of a handshake record of 100 ('d') bytes, and the head of a ServerHello in it. */
  private static final String HALF_A_SERVER_HELLO = "\u0016\u0003\u0003\0d\u0002\u0000\u0000";

  private TlsRows() {}

  private static Row that(String sentence) {
    return Row.that(sentence).transport(ENABLED);
  }

  private static Row that(String sentence, String check) {
    return that(sentence).check(check);
  }

  static Stream<Row> rows() {
    return Stream.of(passes(), handshakes(), certificates(), exchanges()).flatMap(rows -> rows);
  }

  private static Stream<Row> passes() {
    return Stream.of(
        that("a handshake is enough where nothing is sent")
            .peer(SECURE, readToEnd())
            .gives(PASSED, L6OK, TLS),
        that("TLS 1.2 is enough")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), readToEnd())
            .gives(PASSED, L6OK, TLS),
        that("a request is answered over TLS", "type = http")
            .peer(SECURE, REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a request is answered over TLS 1.2", "type = http")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), REQUEST, send(OK), readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that(
                "a script speaks over TLS",
                "type = script, steps = [{ send = PING }, { expect.string = PONG }]")
            .peer(SECURE, read(4), send("PONG"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that("the header of the PROXY protocol goes in front of TLS")
            .transport("proxy-protocol = v1, " + ENABLED)
            .peer(
                readUntil("PROXY TCP4 127.0.0.1 127.0.0.1 "),
                readUntil("\r\n"),
                SECURE,
                readToEnd())
            .gives(PASSED, L6OK, TLS),
        that("the binary header of the PROXY protocol goes in front of TLS", "type = http")
            .transport("proxy-protocol = v2, " + ENABLED)
            .peer(
                readUntil("\r\n\r\n\0\r\nQUIT\n!\u0011\0\u000c\u007f\0\0\u0001\u007f\0\0\u0001"),
                read(4),
                SECURE,
                REQUEST,
                send(OK),
                readToEnd())
            .gives(PASSED, L7OK, 200, RECEIVE));
  }

  private static Stream<Row> handshakes() {
    return Stream.of(
        that("a refused connection is layer 4 under TLS as well")
            .gives(FAILED, L4CON, CONNECT)
            .saying("connection refused"),
        that("silence in the handshake is layer 6, after timeout.connect")
            .peer(readToEnd())
            .impatient()
            .gives(FAILED, L6TOUT, TLS)
            .saying("no TLS handshake with 127.0.0.1:", "within 1 s")
            .notBefore(Duration.ofSeconds(1)),
        that("silence in the middle of the handshake is layer 6")
            .peer(SOME_OF_THE_HELLO, send(HALF_A_SERVER_HELLO), readToEnd())
            .impatient()
            .gives(FAILED, L6TOUT, TLS)
            .saying("within 1 s"),
        that("a close before the handshake is layer 6")
            .peer(fin(), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("peer closed the connection during the TLS handshake with 127.0.0.1:"),
        that("a close in the middle of the handshake is layer 6")
            .peer(SOME_OF_THE_HELLO, send(HALF_A_SERVER_HELLO), fin(), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("peer closed the connection during the TLS handshake with 127.0.0.1:"),
        that("a reset in the handshake is layer 6")
            .peer(SOME_OF_THE_HELLO, rst())
            .gives(FAILED, L6RSP, TLS)
            .saying("connection reset", "during the TLS handshake with 127.0.0.1:"),
        that("a reset in the middle of the handshake is layer 6")
            .peer(SOME_OF_THE_HELLO, send(HALF_A_SERVER_HELLO), rst())
            .gives(FAILED, L6RSP, TLS)
            .saying("connection reset"),
        that("an alert in the handshake is named")
            .peer(SOME_OF_THE_HELLO, alert(40), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("TLS alert handshake_failure"),
        that("an alert in the handshake is named though a reset follows")
            .peer(SOME_OF_THE_HELLO, alert(112), rst())
            .gives(FAILED, L6RSP, TLS)
            .saying("TLS alert unrecognized_name", "server-name"),
        that("a peer that greets in plain text does not speak TLS")
            .peer(send("220 mail.example ESMTP\r\n"), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("peer does not speak TLS", "220 mail.example"),
        that("a peer that answers in plain text does not speak TLS")
            .peer(SOME_OF_THE_HELLO, send("HTTP/1.1 400 Bad Request\r\n\r\n"), fin(), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("peer does not speak TLS", "HTTP/1.1 400"),
        that("no version in common is named")
            .transport(ENABLED + ", tls.min-version = TLSv1.3")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("protocol_version"),
        that("a client certificate that is missing is named in TLS 1.2")
            .peer(startTls(Certificates.WITH_CLIENT_AUTH.only("TLSv1.2")), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("client certificate"),
        that("a client certificate that is missing is named in TLS 1.3", "type = http")
            .peer(startTls(Certificates.WITH_CLIENT_AUTH.only("TLSv1.3")), REQUEST, send(OK))
            .gives(FAILED, L6RSP, TLS)
            .saying("client certificate"));
  }

  private static Stream<Row> certificates() {
    return Stream.of(
        that("an expired certificate is named")
            .peer(startTls(Certificates.EXPIRED), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("certificate expired on", "3 days ago"),
        that("a certificate of tomorrow is named")
            .peer(startTls(Certificates.NOT_YET_VALID), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("not valid before"),
        that("a certificate for another name is named")
            .peer(startTls(Certificates.OF_OTHER_NAME), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("no SAN for " + Certificates.NAME, "other.example"),
        that("a certificate of an unknown CA is named")
            .peer(startTls(Certificates.OF_FOREIGN_CA), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("unknown CA", "CN=Foreign CA"),
        that("without a name the certificate must carry the address")
            .transport("tls { enabled = true, ca-file = ${ca} }")
            .peer(SECURE, readToEnd())
            .gives(PASSED, L6OK, TLS),
        that("without a name a certificate without the address is not enough")
            .transport("tls { enabled = true, ca-file = ${ca} }")
            .peer(startTls(Certificates.OF_OTHER_NAME), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("no SAN for 127.0.0.1"),
        that("verify = chain asks for no name")
            .transport(ENABLED + ", tls.verify = chain")
            .peer(startTls(Certificates.OF_OTHER_NAME), readToEnd())
            .gives(PASSED, L6OK, TLS),
        that("verify = chain asks for dates")
            .transport(ENABLED + ", tls.verify = chain")
            .peer(startTls(Certificates.EXPIRED), readToEnd())
            .gives(FAILED, L6RSP, TLS)
            .saying("certificate expired on"),
        that("verify = none asks for nothing")
            .transport(ENABLED + ", tls.verify = none")
            .peer(startTls(Certificates.OF_FOREIGN_CA), readToEnd())
            .gives(PASSED, L6OK, TLS));
  }

  private static Stream<Row> exchanges() {
    return Stream.of(
        that("silence after the handshake is layer 7, after timeout.check", "type = http")
            .peer(SECURE, readToEnd())
            .limits("10s", "1s")
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no reply", "within 1 s")
            .notBefore(Duration.ofSeconds(1)),
        that("a wrong status is the server's answer over TLS as well", "type = http")
            .peer(SECURE, REQUEST, send("HTTP/1.1 503 Busy\r\n\r\n"), readToEnd())
            .gives(FAILED, L7STS, 503, RECEIVE)
            .saying("503 Busy"),
        that("a close without an answer is an empty reply", "type = http")
            .peer(SECURE, REQUEST, closeNotify(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"),
        that("a close without an answer and without close_notify is an empty reply", "type = http")
            .peer(SECURE, REQUEST, fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"),
        that("a reset after the handshake is a socket error", "type = http")
            .peer(SECURE, REQUEST, rst())
            .gives(FAILED, SOCKERR, RECEIVE)
            .saying("connection reset"),
        that(
                "a reset before the request is a socket error",
                "type = script, steps = [{ expect.string = OK }]")
            .peer(gate -> FaultyServer.playing(SECURE, pause(gate), rst()))
            .gateOpensAt(CONNECTION_SECURED)
            .gives(FAILED, SOCKERR, RECEIVE)
            .saying("connection reset"),
        that("a whole reply before a reset counts", "type = http")
            .peer(SECURE, REQUEST, send(OK), rst())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that(
                "a reply in many records before a reset counts",
                "type = http, expect = [{ string = end }]")
            .peer(
                SECURE,
                REQUEST,
                send("HTTP/1.1 200 OK\r\n\r\n"),
                send("a".repeat(8000)),
                send("b".repeat(8000)),
                send("end"),
                rst())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("a truncated body is truncated over TLS as well", "type = http")
            .peer(
                SECURE,
                REQUEST,
                send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"),
                fin(),
                readToEnd())
            .gives(FAILED, L7RSP, 200, RECEIVE)
            .saying("truncated reply", "4 of 9 bytes"),
        that(
                "a request that nobody reads does not leave",
                "type = script, steps = [{ send = \"" + "x".repeat(5 << 20) + "\" }]")
            .peer(gate -> FaultyServer.withReceiveBuffer(4096, SECURE, pause(gate)))
            .limits("10s", "1s")
            .gives(FAILED, L7TOUT, SEND)
            .saying("bytes of the request not taken"),
        that("a renegotiation is refused", "type = http")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), REQUEST, renegotiate())
            .gives(FAILED, L6RSP, RECEIVE)
            .saying("renegotiation"),
        that("a reply before a renegotiation counts", "type = http")
            .peer(startTls(Certificates.SERVER.only("TLSv1.2")), REQUEST, send(OK), renegotiate())
            .gives(PASSED, L7OK, 200, RECEIVE),
        that("plain text in the middle of TLS is layer 6", "type = http")
            .peer(
                startTls(Certificates.SERVER.only("TLSv1.2")),
                REQUEST,
                sendInTheClear("500 sorry\r\n"),
                readToEnd())
            .gives(FAILED, L6RSP, RECEIVE)
            .saying("peer does not speak TLS", "500 sorry"),
        that("plain HTTP to a TLS port has no answer of HTTP", "type = http")
            .transport("")
            .peer(SECURE, readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("is TLS missing?"));
  }
}
