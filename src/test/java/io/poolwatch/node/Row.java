package io.poolwatch.node;

import io.poolwatch.event.EventName;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Peer;
import io.poolwatch.testkit.Step;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One case of a table of verdicts: what a server does, how it is checked, and what must come of it.
 *
 * <p>Texts are HOCON. They may refer to {@code ${port}}, where the server listens, {@code
 * ${other}}, where nobody does, and {@code ${ca}}, the certificate that is trusted.
 */
final class Row {
  private final String name;
  private @Nullable Function<CountDownLatch, FaultyServer> server;
  private String host = "127.0.0.1";
  private String check = "";
  private String transport = "";
  private boolean hurried;
  private String connectLimit = "10s";
  private String checkLimit = "10s";
  private @Nullable EventName cue;
  private String verdict = "";
  private List<String> words = List.of();
  private List<Peer.End> ends = List.of();
  private Duration least = Duration.ZERO;

  private Row(String name) {
    this.name = name;
  }

  /** Begins a row with the sentence that it proves. */
  static Row that(String sentence) {
    return new Row(sentence);
  }

  // What the server does.

  /** It plays this on each connection. */
  Row peer(Step... script) {
    return peer(gate -> FaultyServer.playing(script));
  }

  /** It does what it does; may wait for a gate that is opened at a cue. */
  Row peer(Function<CountDownLatch, FaultyServer> start) {
    this.server = start;
    return this;
  }

  /** Opens the gate as soon as the probe tells this event. */
  Row gateOpensAt(EventName told) {
    this.cue = told;
    return this;
  }

  /** Nobody listens; at another address than 127.0.0.1. */
  Row at(String address) {
    this.host = address;
    return this;
  }

  // How it is checked.

  /** Settings of {@code check}. */
  Row check(String settings) {
    this.check = settings;
    return this;
  }

  /** Settings of {@code transport}. */
  Row transport(String settings) {
    this.transport = settings;
    return this;
  }

  /** Time-outs that peers keep well below, for rows that wait for one of them. */
  Row impatient() {
    hurried = true;
    return limits("1s", "1s");
  }

  /** Other time-outs than ones that are never reached. */
  Row limits(String connect, String reply) {
    this.connectLimit = connect;
    this.checkLimit = reply;
    return this;
  }

  // What must come of it.

  Row gives(Outcome outcome, CheckStatus status, Phase phase) {
    return gives(outcome, status, CheckResult.NO_CODE, phase);
  }

  Row gives(Outcome outcome, CheckStatus status, int code, Phase phase) {
    this.verdict = words(outcome, status, code, phase);
    return this;
  }

  /** The info holds all of these; without any it must be empty. */
  Row saying(String... essential) {
    this.words = List.of(essential);
    return this;
  }

  /** The first connection ends in this way for the server. */
  Row leaving(Peer.End... seen) {
    this.ends = List.of(seen);
    return this;
  }

  /** The result takes at least so long. */
  Row notBefore(Duration time) {
    this.least = time;
    return this;
  }

  // For whoever plays it.

  /** The server; null if nobody listens. */
  @Nullable FaultyServer start(CountDownLatch gate) {
    return server == null ? null : server.apply(gate);
  }

  boolean hurried() {
    return hurried;
  }

  @Nullable EventName cue() {
    return cue;
  }

  String verdict() {
    return verdict;
  }

  List<String> words() {
    return words;
  }

  /** How the first connection must end; empty if that is not the row's matter. */
  List<Peer.End> ends() {
    return ends;
  }

  Duration least() {
    return least;
  }

  /** The configuration of a pool of this name with the one server {@code s}. */
  String config(String pool, int port, int other) {
    return """
    port = %d
    other = %d
    poolwatch.pools.%s {
      check { timeout { connect = %s, check = %s } }
      check { %s }
      transport { %s }
      servers.s.address = "%s:%d"
    }
    """
        .formatted(port, other, pool, connectLimit, checkLimit, check, transport, host, port);
  }

  static String words(CheckResult result) {
    return words(result.outcome(), result.status(), result.code(), result.phase());
  }

  private static String words(Outcome outcome, CheckStatus status, int code, Phase phase) {
    String number = code == CheckResult.NO_CODE ? "" : " " + code;
    return outcome + " " + status + number + " " + phase;
  }

  @Override
  public String toString() {
    return name;
  }
}
