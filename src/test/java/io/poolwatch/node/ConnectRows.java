package io.poolwatch.node;

import static io.poolwatch.event.EventName.CONNECTION_CONNECTED;
import static io.poolwatch.model.CheckStatus.L4CON;
import static io.poolwatch.model.CheckStatus.L4OK;
import static io.poolwatch.model.CheckStatus.L4TOUT;
import static io.poolwatch.model.CheckStatus.SOCKERR;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.INCONCLUSIVE;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.CONNECT;
import static io.poolwatch.node.Row.that;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.pause;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;

import io.poolwatch.testkit.FaultyServer;
import java.time.Duration;
import java.util.stream.Stream;

/** Checks that only connect, over plain TCP. */
final class ConnectRows {
  private ConnectRows() {}

  static Stream<Row> rows() {
    return Stream.of(
        that("being connected is enough").peer(readToEnd()).gives(PASSED, L4OK, CONNECT),
        that("a peer that closes at once was connected all the same")
            .peer(fin(), readToEnd())
            .gives(PASSED, L4OK, CONNECT),
        that("a peer that resets at once was connected all the same")
            .peer(rst())
            .gives(PASSED, L4OK, CONNECT),
        that("a peer that resets after that was connected all the same")
            .peer(gate -> FaultyServer.playing(pause(gate), rst()))
            .gateOpensAt(CONNECTION_CONNECTED)
            .gives(PASSED, L4OK, CONNECT),
        that("what a peer sends unasked is nobody's business")
            .peer(send("220 hello\r\n"), readToEnd())
            .gives(PASSED, L4OK, CONNECT),
        that("a refused connection is layer 4")
            .gives(FAILED, L4CON, CONNECT)
            .saying("connection refused", "while connecting to 127.0.0.1:"),
        that("a refused connection over IPv6 is layer 4")
            .at("[::1]")
            .gives(FAILED, L4CON, CONNECT)
            .saying("connection refused", "[::1]:"),
        that("an unreachable network is layer 4")
            .at(BROADCAST)
            .gives(FAILED, L4CON, CONNECT)
            .saying("network is unreachable", BROADCAST),
        that("a black hole is layer 4, after timeout.connect")
            .peer(gate -> FaultyServer.blackHole())
            .impatient()
            .gives(FAILED, L4TOUT, CONNECT)
            .saying("no connection to 127.0.0.1:", "within 1 s")
            .notBefore(Duration.ofSeconds(1)),
        that("a black hole is layer 4 for a check that would send, too")
            .peer(gate -> FaultyServer.blackHole())
            .check("type = http")
            .impatient()
            .gives(FAILED, L4TOUT, CONNECT)
            .saying("no connection to 127.0.0.1:", "within 1 s"),
        that("timeout.total bounds the connecting as well")
            .peer(gate -> FaultyServer.blackHole())
            .check("timeout.total = 200ms")
            .impatient()
            .gives(FAILED, L4TOUT, CONNECT)
            .saying("within 200 ms")
            .notBefore(Duration.ofMillis(200)),
        that("a source address that this machine has not says nothing about the server")
            .peer(readToEnd())
            .transport("source-address = \"192.0.2.77\"")
            .gives(INCONCLUSIVE, SOCKERR, CONNECT)
            .saying("local fault", "cannot bind to 192.0.2.77"));
  }

  /** The kernel connects to no broadcast address, the loopback network's own among them. */
  private static final String BROADCAST = "127.255.255.255";
}
