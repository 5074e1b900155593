package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Splits.Cut;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.Phase;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The result does not depend on how the peer's bytes are cut, nor on when a request has left. */
final class ExchangeSplitTest {

  /** What the peer does when it has said all. */
  private enum Then {
    CLOSES,
    RESETS,
    HOLDS
  }

  /**
   * A peer.
   *
   * @param banner what it says first
   * @param answers what it says to each request
   * @param expected the status that a probe of it has
   */
  private record Case(
      String name,
      CheckScript script,
      int budget,
      String banner,
      List<String> answers,
      Then then,
      CheckStatus expected) {

    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(
      String name, CheckScript script, List<String> answers, Then then, CheckStatus expected) {
    return new Case(name, script, ProbeDriver.BUDGET, "", answers, then, expected);
  }

  private static CheckScript http(HttpExpect... expects) {
    HttpRequest request = new HttpRequest("GET", "/", "1.1", List.of(), "");
    return new HttpCheck(PLAIN_PLAN, request, "a.example", "test", List.of(expects), null)
        .compile()
        .script()
        .orElseThrow();
  }

  private static HttpExpect body(String text, boolean not) {
    return new HttpExpect(null, null, null, text, null, not);
  }

  static List<Case> cases() {
    CheckScript ping = script(send("PING\r\n"), expect("+PONG\r\n"));
    CheckScript clean = script(send("PING\r\n"), expectNot("ERR"));
    CheckScript chain = script(send("a"), expect("one"), expectNot("zero"), expect("two"));
    CheckScript talk = script(new Step.Converse(new NonceLogin("secret"), null));
    String chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    return List.of(
        of("a match", ping, List.of("xx+PO+PONG\r\nyy"), Then.HOLDS, CheckStatus.L7OK),
        of("no match, held", ping, List.of("+PONG"), Then.HOLDS, CheckStatus.L7TOUT),
        of("no match, closed", ping, List.of("+PONG"), Then.CLOSES, CheckStatus.L7RSP),
        of("no match, reset", ping, List.of("+PONG"), Then.RESETS, CheckStatus.L7RSP),
        of("nothing, reset", ping, List.of(""), Then.RESETS, CheckStatus.SOCKERR),
        of("nothing, closed", ping, List.of(""), Then.CLOSES, CheckStatus.L7RSP),
        of("unwanted", clean, List.of("-ERR no\r\n"), Then.HOLDS, CheckStatus.L7RSP),
        of("absent, closed", clean, List.of("fine\r\n"), Then.CLOSES, CheckStatus.L7OK),
        of("absent, reset", clean, List.of("fine\r\n"), Then.RESETS, CheckStatus.L7OK),
        of("absent, held", clean, List.of("fine\r\n"), Then.HOLDS, CheckStatus.L7TOUT),
        of("chain met", chain, List.of("two one"), Then.CLOSES, CheckStatus.L7OK),
        of("chain unwanted", chain, List.of("one zero two"), Then.CLOSES, CheckStatus.L7RSP),
        new Case(
            "budget", clean, 16, "", List.of("0123456789abcdefERR"), Then.HOLDS, CheckStatus.L7OK),
        new Case(
            "dialogue passes",
            talk,
            ProbeDriver.BUDGET,
            "NONCE 4711\n",
            List.of("OK\n"),
            Then.HOLDS,
            CheckStatus.L7OK),
        new Case(
            "dialogue fails",
            talk,
            ProbeDriver.BUDGET,
            "NONCE 4711\n",
            List.of("wrong password\n"),
            Then.CLOSES,
            CheckStatus.L7STS),
        of(
            "http length",
            http(),
            List.of("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK"),
            Then.HOLDS,
            CheckStatus.L7OK),
        of(
            "http truncated",
            http(),
            List.of("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nOK"),
            Then.CLOSES,
            CheckStatus.L7RSP),
        of(
            "http interim",
            http(body("OK", false)),
            List.of("HTTP/1.1 100 Go\r\n\r\nHTTP/1.0 200 OK\r\n\r\n..OK"),
            Then.HOLDS,
            CheckStatus.L7OK),
        of(
            "http status",
            http(),
            List.of("HTTP/1.1 503 Down\r\nContent-Length: 2\r\n\r\nNO"),
            Then.HOLDS,
            CheckStatus.L7STS),
        of(
            "http chunked",
            http(body("hello world", false), body("ERR", true)),
            List.of(chunked + "5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nT: x\r\n\r\n"),
            Then.HOLDS,
            CheckStatus.L7OK),
        of(
            "http chunked unwanted",
            http(body("ERR", true)),
            List.of(chunked + "2\r\n-E\r\n2\r\nRR\r\n0\r\n\r\n"),
            Then.HOLDS,
            CheckStatus.L7RSP),
        of("http garbage", http(), List.of("SSH-2.0-x\r\n"), Then.HOLDS, CheckStatus.L7RSP),
        of("http part", http(), List.of("HTTP/1.1 20"), Then.HOLDS, CheckStatus.L7TOUT),
        of("http part, reset", http(), List.of("HTTP/1.1 20"), Then.RESETS, CheckStatus.L7RSP));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void anyCutGivesTheSameResult(Case peer) {
    Splits.forEach(
        peer.answers().get(0).length(),
        cut -> {
          for (boolean early : new boolean[] {false, true}) {
            CheckResult result = play(peer, cut, early);
            assertThat(result.status())
                .as(
                    "seed %d, answers before the request has left: %s, %s",
                    Splits.SEED, early, result.info())
                .isEqualTo(peer.expected());
          }
        });
  }

  /** Plays a peer; if it is early, it answers before the request has left in full. */
  private static CheckResult play(Case peer, Cut cut, boolean early) {
    ProbeDriver probe = new ProbeDriver(peer.script(), peer.budget(), ClosePolicy.AUTO);
    Queue<ByteString> coming = new ArrayDeque<>(cut.pieces(ProbeDriver.bytes(peer.banner())));
    Queue<String> answers = new ArrayDeque<>(peer.answers());
    probe.connected();
    while (!probe.concluded()) {
      if (probe.last() instanceof Action.Send send) {
        coming.addAll(cut.pieces(ProbeDriver.bytes(answers.remove())));
        int size = send.bytes().length();
        if (early && size > 1) {
          probe.progress(size - 1, 1);
          coming.forEach(probe::received);
          coming.clear();
          probe.progress(1, 0);
        } else {
          probe.progress(size, 0);
        }
      } else if (!coming.isEmpty()) {
        probe.received(coming.remove());
      } else {
        end(probe, peer.then());
      }
    }
    return probe.result();
  }

  private static void end(ProbeDriver probe, Then then) {
    switch (then) {
      case CLOSES -> probe.peerClosed();
      case RESETS -> probe.failed(Phase.RECEIVE, ProbeDriver.RESET);
      case HOLDS -> probe.timedOut(Phase.RECEIVE);
    }
    assertThat(probe.concluded()).isTrue();
  }
}
