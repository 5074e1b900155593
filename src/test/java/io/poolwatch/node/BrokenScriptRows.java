package io.poolwatch.node;

import static io.poolwatch.event.EventName.CONNECTION_CONNECTED;
import static io.poolwatch.event.EventName.CONNECTION_RECEIVED;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.CheckStatus.L7TOUT;
import static io.poolwatch.model.CheckStatus.SOCKERR;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.model.Phase.SEND;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.sendEndlessly;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.stream.Stream;

/** Checks of type script over plain TCP whose connections break, or take nothing. */
final class BrokenScriptRows {
  private static final String EXPECT_OK = "{ expect.string = OK }";

  /** More than the kernel takes at once from anybody on this machine. */
  private static final String HUGE = "x".repeat(5 << 20);

  private BrokenScriptRows() {}

  private static Row that(String sentence, String... steps) {
    return Row.that(sentence).check("type = script, steps = [" + String.join(", ", steps) + "]");
  }

  static Stream<Row> rows() {
    return Stream.concat(endings(), sends());
  }

  private static Stream<Row> endings() {
    return Stream.of(
        that("a close without a byte is an empty reply", EXPECT_OK)
            .peer(fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply", "step 1"),
        that("a close after a mismatch is a mismatch", EXPECT_OK)
            .peer(send("NO"), fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match", "'NO'", "step 1"),
        that("a reset without a byte is a socket error", EXPECT_OK)
            .peer(gate -> FaultyServer.playing(pause(gate), rst()))
            .gateOpensAt(CONNECTION_CONNECTED)
            .gives(FAILED, SOCKERR, RECEIVE)
            .saying("connection reset", "step 1 (expect string 'OK')"),
        that("a reset after a mismatch is a mismatch, and the reset is told", EXPECT_OK)
            .peer(gate -> FaultyServer.playing(pause(gate), send("NO"), rst()))
            .gateOpensAt(CONNECTION_CONNECTED)
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match", "'NO'", "connection reset"),
        that(
                "a close in the middle of the request leaves its rest to be sent",
                "{ send = \"" + HUGE + "\" }",
                EXPECT_OK)
            .peer(Step.read(1), fin(), readToEnd())
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply", "step 2"),
        that(
                "a reset in the middle of the request is a socket error while sending",
                "{ send = \"" + HUGE + "\" }",
                EXPECT_OK)
            .peer(gate -> FaultyServer.withReceiveBuffer(4096, Step.read(1), rst()))
            .gives(FAILED, SOCKERR, SEND)
            .saying("while sending to 127.0.0.1:", "step 1 (send)"),
        that(
                "an answer in the middle of the request counts before the reset",
                "{ send = \"" + HUGE + "\" }",
                EXPECT_OK)
            .peer(
                gate ->
                    FaultyServer.withReceiveBuffer(
                        4096, Step.read(1), send("too long"), pause(gate), rst()))
            .gateOpensAt(CONNECTION_RECEIVED)
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match", "'too long'", "step 2"),
        that("an endless reply is searched as far as the budget goes", EXPECT_OK)
            .peer(sendEndlessly("hay"))
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("did not match", "16384 bytes"));
  }

  private static Stream<Row> sends() {
    return Stream.of(
        that("a request that nobody reads does not leave", "{ send = \"" + HUGE + "\" }")
            .peer(gate -> FaultyServer.withReceiveBuffer(4096, pause(gate)))
            .impatient()
            .gives(FAILED, L7TOUT, SEND)
            .saying("bytes of the request not taken", "within 1 s", "step 1 (send)")
            .notBefore(Duration.ofSeconds(1)));
  }
}
