package io.poolwatch.node;

import static io.poolwatch.node.Row.that;
import static io.poolwatch.testkit.Step.alert;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;
import static io.poolwatch.testkit.Step.trickle;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What is compared with HAProxy. In its lines PORT, OTHER and CA stand for the row's own. */
final class Comparisons {
  private static final Step REQUEST = readUntil("\r\n\r\n");
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String HTTPCHK = "option httpchk GET /";
  private static final String EXPECT_OK = "option tcp-check\ntcp-check expect string OK";
  private static final String TLS =
      "tls { enabled = true, server-name = " + Certificates.NAME + ", ca-file = ${ca} }";
  private static final String CHECK_SSL = "check-ssl verify required ca-file CA";

  /** Long enough for a checker to have looked at what came before. */
  private static final Duration LATER = Duration.ofMillis(300);

  private Comparisons() {}

  static List<Comparison> all() {
    return Stream.of(
            connects(),
            heads(),
            bodies(),
            scripts(),
            expects(),
            handshakes(),
            ProtocolComparisons.all())
        .flatMap(rows -> rows)
        .toList();
  }

  private static Row http(String sentence, Step... answer) {
    Step[] script = Stream.concat(Stream.of(REQUEST), Stream.of(answer)).toArray(Step[]::new);
    return that(sentence).check("type = http").peer(script);
  }

  private static Row script(String sentence, String... steps) {
    return that(sentence).check("type = script, steps = [" + String.join(", ", steps) + "]");
  }

  private static Stream<Comparison> connects() {
    return Stream.of(
        Comparison.of(that("connected").peer(readToEnd()), ""),
        Comparison.of(that("refused"), ""),
        Comparison.of(that("black hole").peer(gate -> FaultyServer.blackHole()).impatient(), ""),
        Comparison.of(that("closed at once").peer(fin(), readToEnd()), ""),
        Comparison.of(that("reset at once").peer(rst()), ""));
  }

  private static Stream<Comparison> heads() {
    return Stream.of(
        Comparison.of(http("200", send(OK), readToEnd()), HTTPCHK),
        Comparison.of(http("200, then reset", send(OK), rst()), HTTPCHK),
        Comparison.of(http("503", send("HTTP/1.1 503 Busy\r\n\r\n"), fin(), readToEnd()), HTTPCHK),
        Comparison.of(
            http("404 where it is conditional", send("HTTP/1.1 404 No\r\n\r\n"), fin(), readToEnd())
                .check("type = http, conditional.status = \"404\""),
            HTTPCHK + "\nhttp-check disable-on-404"),
        Comparison.of(
                http("100, then 200", send("HTTP/1.1 100 Continue\r\n\r\n" + OK), readToEnd()),
                HTTPCHK)
            .differing("L7STS 100", "L7OK 200", "1xx replies"),
        Comparison.of(http("another protocol", send("hello\r\n"), fin(), readToEnd()), HTTPCHK),
        Comparison.of(http("no answer, closed", fin(), readToEnd()), HTTPCHK),
        Comparison.of(http("no answer, reset", rst()), HTTPCHK),
        Comparison.of(that("reset at once").check("type = http").peer(rst()), HTTPCHK),
        Comparison.of(http("no answer, open", readToEnd()).impatient(), HTTPCHK),
        Comparison.of(http("half a status line", send("HTTP/1.1 2"), fin(), readToEnd()), HTTPCHK),
        Comparison.of(
            http("half a head", send("HTTP/1.1 200 OK\r\nA: b\r\n"), fin(), readToEnd()), HTTPCHK),
        Comparison.of(
                http(
                    "half a head, and later a reset",
                    send("HTTP/1.1 200 OK\r\nA: "),
                    trickle("b", LATER),
                    rst()),
                HTTPCHK)
            .differing("SOCKERR", "L7RSP", "broken off by a reset"));
  }

  private static Stream<Comparison> bodies() {
    String wanted = HTTPCHK + "\nhttp-check expect string ok";
    String want = "type = http, expect = [{ string = ok }]";
    String busy = "HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nok";
    return Stream.of(
        Comparison.of(
            http(
                    "a match in two segments",
                    send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"),
                    send("k"),
                    readToEnd())
                .check(want),
            wanted),
        Comparison.of(
            http("no match", send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"), readToEnd())
                .check(want),
            wanted),
        Comparison.of(http("503 with the right body", send(busy), readToEnd()).check(want), wanted)
            .differing("L7OK 503", "L7STS 503", "Expects on the body"),
        Comparison.of(
            http("503 with the right body where any status will do", send(busy), readToEnd())
                .check("type = http, expect = [{ status = any }, { string = ok }]"),
            wanted),
        Comparison.of(
                http(
                    "a body that is cut",
                    send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"),
                    fin(),
                    readToEnd()),
                HTTPCHK)
            .differing("L7OK 200", "L7RSP", "breaks off in its body"));
  }

  private static Stream<Comparison> scripts() {
    return Stream.of(
        Comparison.of(
            script("send only", "{ send = \"QUIT\\r\\n\" }").peer(readToEnd()),
            "option tcp-check\ntcp-check send QUIT\\r\\n"),
        Comparison.of(
            script("send, expect", "{ send = PING }", "{ expect.string = PONG }")
                .peer(read(4), send("PO"), send("NG"), readToEnd()),
            "option tcp-check\ntcp-check send PING\ntcp-check expect string PONG"),
        Comparison.of(
            script("send, expect, reset", "{ send = PING }", "{ expect.string = PONG }")
                .peer(read(4), rst()),
            "option tcp-check\ntcp-check send PING\ntcp-check expect string PONG"),
        Comparison.of(
            script(
                    "a second connection that is refused",
                    "{ connect { port = ${port} } }",
                    "{ expect.string = OK }",
                    "{ connect { port = ${other} } }")
                .peer(send("OK"), readToEnd()),
            """
            option tcp-check
            tcp-check connect port PORT
            tcp-check expect string OK
            tcp-check connect port OTHER
            """));
  }

  private static Stream<Comparison> expects() {
    String not = "{ expect { string = ERR, not = true } }";
    String expectNot = "option tcp-check\ntcp-check expect ! string ERR";
    String expect = "{ expect.string = OK }";
    return Stream.of(
        Comparison.of(
            script("no match, open", expect).peer(send("NO"), readToEnd()).impatient(), EXPECT_OK),
        Comparison.of(script("nothing, open", expect).peer(readToEnd()).impatient(), EXPECT_OK),
        Comparison.of(
            script("no match, closed", expect).peer(send("NO"), fin(), readToEnd()), EXPECT_OK),
        Comparison.of(script("nothing, closed", expect).peer(fin(), readToEnd()), EXPECT_OK),
        Comparison.of(
            script(
                    "a status for the time-out",
                    "{ expect { regex = \"^OK\", timeout-status = L4TOUT } }")
                .peer(send("NO"), readToEnd())
                .impatient(),
            "option tcp-check\ntcp-check expect tout-status L4TOUT rstring ^OK"),
        Comparison.of(
            script(
                    "a status for the mismatch",
                    "{ expect { string = OK, min-recv = 2, error-status = L7STS } }")
                .peer(send("NO"), readToEnd()),
            "option tcp-check\ntcp-check expect min-recv 2 error-status L7STS string OK"),
        Comparison.of(
            script("absence, open", not).peer(send("fine"), readToEnd()).impatient(), expectNot),
        Comparison.of(
            script("absence, closed", not).peer(send("fine"), fin(), readToEnd()), expectNot),
        Comparison.of(script("absence, nothing", not).peer(fin(), readToEnd()), expectNot),
        Comparison.of(
            script("binary", "{ expect.hex = \"00ff\" }").peer(send("\0\u00ff"), readToEnd()),
            "option tcp-check\ntcp-check expect binary 00ff"));
  }

  private static Row tls(String sentence, Step... script) {
    return that(sentence).transport(TLS).peer(script);
  }

  private static Stream<Comparison> handshakes() {
    return Stream.of(
        Comparison.of(tls("TLS", startTls(Certificates.SERVER), readToEnd()), "", CHECK_SSL),
        Comparison.of(
            tls("200 over TLS", startTls(Certificates.SERVER), REQUEST, send(OK), readToEnd())
                .check("type = http"),
            HTTPCHK,
            CHECK_SSL),
        Comparison.of(tls("silence in the handshake", readToEnd()).impatient(), "", CHECK_SSL),
        Comparison.of(tls("close in the handshake", read(5), fin(), readToEnd()), "", CHECK_SSL),
        Comparison.of(tls("reset in the handshake", read(5), rst()), "", CHECK_SSL),
        Comparison.of(tls("reset at once", rst()), "", CHECK_SSL),
        Comparison.of(
            tls("alert in the handshake", read(5), alert(40), readToEnd()), "", CHECK_SSL),
        Comparison.of(tls("plain text", send("220 hello\r\n"), readToEnd()), "", CHECK_SSL),
        Comparison.of(tls("expired", startTls(Certificates.EXPIRED), readToEnd()), "", CHECK_SSL),
        Comparison.of(
            tls("unknown CA", startTls(Certificates.OF_FOREIGN_CA), readToEnd()), "", CHECK_SSL),
        Comparison.of(
                tls("another name", startTls(Certificates.OF_OTHER_NAME), readToEnd()),
                "",
                CHECK_SSL)
            .differing("L6OK", "L6RSP", "no name is verified"));
  }
}
