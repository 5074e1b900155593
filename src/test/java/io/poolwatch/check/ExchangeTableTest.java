package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.RESET;
import static io.poolwatch.check.ProbeDriver.TLS;
import static io.poolwatch.check.ProbeDriver.TLS_INFO;
import static io.poolwatch.check.ProbeDriver.TLS_PLAN;
import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.expectNot;
import static io.poolwatch.check.ProbeDriver.script;
import static io.poolwatch.check.ProbeDriver.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.ConnectionEvent.Closed;
import io.poolwatch.model.ConnectionEvent.Connected;
import io.poolwatch.model.ConnectionEvent.Exited;
import io.poolwatch.model.ConnectionEvent.Failed;
import io.poolwatch.model.ConnectionEvent.PeerClosed;
import io.poolwatch.model.ConnectionEvent.Received;
import io.poolwatch.model.ConnectionEvent.Secured;
import io.poolwatch.model.ConnectionEvent.SendProgress;
import io.poolwatch.model.ConnectionEvent.TimedOut;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What each event means in each situation that a probe can be in: one table, nothing left out. */
final class ExchangeTableTest {

  /**
   * A dot is to wait, a status is the result, a question mark an inconclusive {@code SOCKERR};
   * other words are actions. In the situations whose name ends in {@code +} bytes have come that do
   * not decide; what is received is {@code OK} and a line end.
   */
  private static final String TABLE =
      """
                 Connected Secured Part Sent Received PeerClosed TimedOut Failed  Local Closed Exited
      connect    L4OK      .       .    .    .        .          L4TOUT   L4CON   ?     ?      ?
      tls        .         L6OK    .    .    .        .          L6TOUT   L6RSP   ?     ?      ?
      send       .         .       .    .    .        .          L7TOUT   SOCKERR ?     ?      ?
      send+      .         .       .    .    .        .          L7TOUT   L7RSP   ?     ?      ?
      send-last  .         .       .    L7OK .        .          L7TOUT   SOCKERR ?     ?      ?
      send-last+ .         .       .    L7OK .        .          L7TOUT   SOCKERR ?     ?      ?
      expect     .         .       .    .    L7OK     L7RSP      L7TOUT   SOCKERR ?     ?      ?
      expect+    .         .       .    .    L7OK     L7RSP      L7TOUT   L7RSP   ?     ?      ?
      not        .         .       .    .    L7RSP    L7RSP      L7TOUT   SOCKERR ?     ?      ?
      not+       .         .       .    .    L7RSP    L7OK       L7TOUT   L7OK    ?     ?      ?
      then-send+ .         .       .    .    Send     L7RSP      L7TOUT   L7RSP   ?     ?      ?
      talk       .         .       .    .    L7OK     L7RSP      L7TOUT   SOCKERR ?     ?      ?
      talk+      .         .       .    .    L7STS    L7RSP      L7TOUT   L7RSP   ?     ?      ?
      talk-send  .         .       .    .    .        .          L7TOUT   SOCKERR ?     ?      ?
      talk-send+ .         .       .    .    .        .          L7TOUT   L7RSP   ?     ?      ?
      talk-tls   .         .       .    .    .        .          L6TOUT   L6RSP   ?     ?      ?
      starttls   .         .       .    .    .        .          L6TOUT   L6RSP   ?     ?      ?
      close      .         .       .    .    .        .          L7TOUT   Open    Open  Open   Open
      program    .         .       .    .    .        .          PROCTOUT ?       ?     .      PROCOK
      """;

  private record Situation(
      String name, Phase phase, List<Step> steps, Supplier<ProbeDriver> reached) {}

  private static Situation situation(
      String name, Phase phase, Function<ProbeDriver, ProbeDriver> way, Step... steps) {
    CheckScript script = name.equals("tls") ? script(TLS_PLAN, steps) : script(steps);
    return situation(name, phase, way, script);
  }

  private static Situation situation(
      String name, Phase phase, Function<ProbeDriver, ProbeDriver> way, CheckScript script) {
    return new Situation(
        name, phase, script.steps(), () -> way.apply(new ProbeDriver(script).start()));
  }

  private static List<Situation> situations() {
    Step talk = new Step.Converse(new NonceLogin("secret"), null);
    Step startTls = new Step.StartTls(TLS, null);
    Step again = new Step.Connect(TLS_PLAN, false, false, null);
    return List.of(
        situation("connect", Phase.CONNECT, p -> p),
        situation("tls", Phase.TLS, ProbeDriver::tcp),
        situation("send", Phase.SEND, ProbeDriver::tcp, send("GET"), expect("OK")),
        situation("send+", Phase.SEND, p -> p.tcp().received("x"), send("GET"), expect("OK")),
        situation("send-last", Phase.SEND, ProbeDriver::tcp, send("GET")),
        situation("send-last+", Phase.SEND, p -> p.tcp().received("x"), send("GET")),
        situation("expect", Phase.RECEIVE, ProbeDriver::tcp, expect("OK")),
        situation("expect+", Phase.RECEIVE, p -> p.tcp().received("x"), expect("OK")),
        situation("not", Phase.RECEIVE, ProbeDriver::tcp, expectNot("OK")),
        situation("not+", Phase.RECEIVE, p -> p.tcp().received("x"), expectNot("OK")),
        situation(
            "then-send+", Phase.RECEIVE, p -> p.tcp().received("x"), expect("OK"), send("GET")),
        situation("talk", Phase.RECEIVE, ProbeDriver::tcp, talk),
        situation("talk+", Phase.RECEIVE, p -> p.tcp().received("x"), talk),
        situation("talk-send", Phase.SEND, p -> p.tcp().received("NONCE 1\n"), talk),
        situation("talk-send+", Phase.SEND, p -> p.tcp().received("NONCE 1\n").received("x"), talk),
        situation("talk-tls", Phase.TLS, p -> p.tcp().received("TLS\n"), talk),
        situation("starttls", Phase.TLS, ProbeDriver::tcp, startTls, expect("OK")),
        situation("close", Phase.CLOSE, ProbeDriver::tcp, again),
        situation("program", Phase.RECEIVE, p -> p, ExecutionTest.SCRIPT));
  }

  private static ConnectionEvent event(String column, Phase phase) {
    long at = ProbeDriver.START + 100 * ProbeDriver.MILLI;
    Duration zero = Duration.ZERO;
    return switch (column) {
      case "Connected" -> new Connected(1, at);
      case "Secured" -> new Secured(1, at, TLS_INFO);
      case "Part" -> new SendProgress(1, at, 1, 2);
      case "Sent" -> new SendProgress(1, at, 2, 0);
      case "Received" -> new Received(1, at, ProbeDriver.bytes("OK\n"));
      case "PeerClosed" -> new PeerClosed(1, at);
      case "TimedOut" -> new TimedOut(1, at, phase, ProbeDriver.LIMIT, zero, zero);
      case "Failed" -> new Failed(1, at, phase, RESET);
      case "Local" -> new Failed(1, at, phase, new Failure(Failure.Kind.LOCAL, "no port"));
      case "Closed" -> new Closed(1, at, null);
      case "Exited" -> new Exited(1, at, 0, ByteString.emptyByteString());
      default -> throw new IllegalArgumentException(column);
    };
  }

  private static String name(Action action) {
    if (action instanceof Action.Conclude conclusion) {
      CheckResult result = conclusion.result();
      boolean doubt = result.outcome() == Outcome.INCONCLUSIVE;
      return doubt && result.status() == CheckStatus.SOCKERR ? "?" : result.status().toString();
    }
    return action == Action.Await.INSTANCE ? "." : action.getClass().getSimpleName();
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split("\\s+"));
  }

  private static final List<String> LINES = TABLE.lines().toList();
  private static final List<String> COLUMNS = words(LINES.get(0));

  @TestFactory
  Stream<DynamicTest> everyEventInEverySituationDoesWhatTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    List<Situation> situations = situations();
    for (int row = 0; row < situations.size(); row++) {
      Situation situation = situations.get(row);
      List<String> cells = words(LINES.get(row + 1));
      assertThat(cells.get(0)).isEqualTo(situation.name());
      for (int column = 0; column < COLUMNS.size(); column++) {
        String expected = cells.get(column + 1);
        ConnectionEvent event = event(COLUMNS.get(column), situation.phase());
        tests.add(
            DynamicTest.dynamicTest(
                situation.name() + " " + COLUMNS.get(column),
                () ->
                    assertThat(name(situation.reached().get().on(event).last()))
                        .isEqualTo(expected)));
      }
    }
    return tests.stream();
  }

  @Test
  void theTableHasARowForEverySituation() {
    assertThat(LINES).hasSize(situations().size() + 1);
  }

  @Test
  void theTableKnowsEveryKindOfEvent() {
    Set<Class<?>> known = new HashSet<>();
    COLUMNS.forEach(column -> known.add(event(column, Phase.CONNECT).getClass()));

    assertThat(known).containsExactlyInAnyOrder(ConnectionEvent.class.getPermittedSubclasses());
  }

  @Test
  void theTableKnowsEveryKindOfStep() {
    Set<Class<?>> known = new HashSet<>();
    situations().forEach(situation -> situation.steps().forEach(s -> known.add(s.getClass())));

    assertThat(known).containsExactlyInAnyOrder(Step.class.getPermittedSubclasses());
  }

  @Test
  void everyKindOfActionIsReached() {
    Set<Class<?>> seen = new HashSet<>();
    for (Situation situation : situations()) {
      seen.add(situation.reached().get().last().getClass());
      for (String column : COLUMNS) {
        ConnectionEvent event = event(column, situation.phase());
        seen.add(situation.reached().get().on(event).last().getClass());
      }
    }

    assertThat(seen).containsExactlyInAnyOrder(Action.class.getPermittedSubclasses());
  }
}
