package io.poolwatch.node;

import static io.poolwatch.event.EventName.CONNECTION_CONNECTED;
import static io.poolwatch.model.CheckStatus.L4CON;
import static io.poolwatch.model.CheckStatus.L4OK;
import static io.poolwatch.model.CheckStatus.L4TOUT;
import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7OKC;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7STS;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.Outcome.CONDITIONAL;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.CONNECT;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.model.Phase.SEND;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.trickle;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Checks of type script over plain TCP whose connections hold. */
final class ScriptRows {
  private static final String EXPECT_OK = "{ expect.string = OK }";

  private ScriptRows() {}

  private static Row that(String sentence, String... steps) {
    return Row.that(sentence).check("type = script, steps = [" + String.join(", ", steps) + "]");
  }

  static Stream<Row> rows() {
    return Stream.of(passes(), silences(), words(), connects()).flatMap(rows -> rows);
  }

  private static Stream<Row> passes() {
    return Stream.of(
        that("what was sent is enough where nothing is expected", "{ send = \"QUIT\\r\\n\" }")
            .peer(readToEnd())
            .gives(PASSED, L7OK, SEND),
        that("several sends in a row are enough", "{ send = a }", "{ send-hex = \"0d0a\" }")
            .peer(readToEnd())
            .gives(PASSED, L7OK, SEND),
        that("a greeting that matches passes", EXPECT_OK)
            .peer(send("OK 1\r\n"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that("a match over two segments passes", "{ send = PING }", "{ expect.string = PONG }")
            .peer(Step.read(4), send("PO"), send("NG"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that("a match byte by byte passes", "{ expect.regex = \"^b+e$\" }")
            .peer(trickle("bbbbbbbbe", Duration.ofMillis(2)), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that("a match before a reset passes", EXPECT_OK)
            .peer(gate -> FaultyServer.playing(pause(gate), send("OK"), rst()))
            .gateOpensAt(CONNECTION_CONNECTED)
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "two expects look at the same bytes",
                "{ expect.string = OK }",
                "{ expect.regex = \"^OK$\" }")
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "binary matches by its hex",
                "{ expect.hex = \"00ff0A\" }",
                "{ expect.hex-regex = \"^00(FF)+0A$\" }")
            .peer(send("\0\u00ff\n"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "each send begins a new reply",
                "{ send = A }",
                "{ expect.string = one }",
                "{ send = B }",
                "{ expect { string = one, min-recv = 3 } }")
            .peer(readUntil("A"), send("one"), readUntil("B"), send("two"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("step 4", "'two'"));
  }

  private static Stream<Row> silences() {
    return Stream.of(
        that("silence is layer 7", EXPECT_OK)
            .peer(readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no reply", "within 1 s", "step 1 (expect string 'OK')")
            .notBefore(Duration.ofSeconds(1)),
        that("a mismatch on an open connection is layer 7 and shown", EXPECT_OK)
            .peer(send("NO"), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no match", "step 1 (expect string 'OK')", "'NO'"),
        that(
                "the comment of the step is shown",
                "{ send = A }",
                "{ expect { string = OK, comment = greeting } }")
            .peer(readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("step 2", "comment: 'greeting'"),
        that(
                "a time-out has the status that it was given",
                "{ expect { regex = \"^OK\", timeout-status = L4TOUT } }")
            .peer(send("NO"), readToEnd())
            .impatient()
            .gives(FAILED, L4TOUT, RECEIVE)
            .saying("step 1"),
        that(
                "an absence can't be proven while the connection is open",
                "{ expect { string = ERR, not = true } }")
            .peer(send("fine"), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("connection still open", "min-recv", "'fine'"),
        that("an absence is proven by the close", "{ expect { string = ERR, not = true } }")
            .peer(send("fine"), fin(), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "an absence is proven by enough bytes",
                "{ expect { string = ERR, not = true, min-recv = 4 } }")
            .peer(send("fine"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "an absence is not proven by a close without a word",
                "{ expect { string = ERR, not = true } }")
            .peer(fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"),
        that("what is not wanted decides at once", "{ expect { string = ERR, not = true } }")
            .peer(send("-ERR no"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("unwanted", "'-ERR no'"),
        that(
                "fewer bytes than asked for are awaited in vain",
                "{ expect { string = OK, min-recv = 8 } }")
            .peer(send("OK"), readToEnd())
            .impatient()
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("no match", "'OK'", "(2 bytes)"),
        that("enough bytes make a mismatch final", "{ expect { string = OK, min-recv = 2 } }")
            .peer(send("NO"), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match", "'NO'"),
        that("timeout.total ends what timeout.check would allow", EXPECT_OK)
            .check("type = script, timeout.total = 1s, steps = [" + EXPECT_OK + "]")
            .peer(readToEnd())
            .gives(FAILED, L7TOUT, RECEIVE)
            .saying("within 1 s"));
  }

  private static Stream<Row> words() {
    return Stream.of(
        that(
                "a pass has the info that it was given",
                "{ expect { string = OK, on-success = \"all is well\" } }")
            .peer(send("OK"), readToEnd())
            .gives(PASSED, L7OK, RECEIVE)
            .saying("all is well"),
        that(
                "a failure has the status and the info that it was given",
                "{ expect { string = OK, min-recv = 2, error-status = L7STS, on-error = \"not the"
                    + " primary\" } }")
            .peer(send("NO"), readToEnd())
            .gives(FAILED, L7STS, RECEIVE)
            .saying("not the primary"),
        that(
                "a pass has the status that it was given",
                "{ expect { string = OK, ok-status = L7OKC } }")
            .peer(send("OK"), readToEnd())
            .gives(CONDITIONAL, L7OKC, RECEIVE),
        that(
                "a failure may pass conditionally",
                "{ expect { string = OK, min-recv = 2, error-status = L7OKC } }")
            .peer(send("NO"), readToEnd())
            .gives(CONDITIONAL, L7OKC, RECEIVE)
            .saying("did not match"));
  }

  private static Stream<Row> connects() {
    return Stream.of(
        that(
                "a script may connect again",
                "{ connect { port = ${port} } }",
                "{ expect.string = one }",
                "{ connect { port = ${port} } }",
                "{ expect.string = two }")
            .peer(
                gate ->
                    FaultyServer.playingInTurn(
                        List.of(
                            List.of(send("one"), readToEnd()), List.of(send("two"), readToEnd()))))
            .gives(PASSED, L7OK, RECEIVE),
        that(
                "the last connection that only connects names the layer",
                "{ connect { port = ${port} } }",
                "{ expect.string = one }",
                "{ connect { port = ${port} } }")
            .peer(send("one"), readToEnd())
            .gives(PASSED, L4OK, CONNECT),
        that(
                "a second connection that is refused is layer 4, with its step",
                "{ connect { port = ${port} } }",
                "{ expect.string = one }",
                "{ connect { port = ${other} } }")
            .peer(send("one"), readToEnd())
            .gives(FAILED, L4CON, CONNECT)
            .saying("connection refused", "step 3 (connect port "),
        that(
                "the first connection that is refused names its step as well",
                "{ connect { port = ${other}, comment = base } }",
                EXPECT_OK)
            .peer(readToEnd())
            .gives(FAILED, L4CON, CONNECT)
            .saying("step 1", "comment: 'base'"),
        that("the header of the PROXY protocol goes first", "{ expect.string = OK }")
            .transport("proxy-protocol = v1")
            .peer(
                readUntil("PROXY TCP4 127.0.0.1 127.0.0.1 "),
                readUntil("\r\n"),
                send("OK"),
                readToEnd())
            .gives(PASSED, L7OK, RECEIVE));
  }
}
