package io.poolwatch.check;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Plays the network for the interpreter of a script, one event after the other, one millisecond
 * apart.
 */
public final class ProbeDriver {
  public static final Duration MAX_LAG = Duration.ofMillis(250);
  public static final Duration LIMIT = Duration.ofSeconds(2);
  public static final int BUDGET = 16 * 1024;
  public static final long START = 5_000_000_000L;
  public static final long MILLI = 1_000_000L;

  public static final TlsSpec TLS =
      new TlsSpec(
          "a.example", TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");
  public static final TlsInfo TLS_INFO =
      new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, "a.example", Instant.EPOCH);
  public static final ConnectPlan PLAIN_PLAN = plan(null);
  public static final ConnectPlan TLS_PLAN = plan(TLS);
  public static final Failure RESET = new Failure(Failure.Kind.RESET, "Connection reset");

  private final Interpreter interpreter;
  private long now = START;
  private Action last = Action.Await.INSTANCE;

  public ProbeDriver(CheckScript script) {
    this(script, BUDGET, ClosePolicy.AUTO);
  }

  public ProbeDriver(CheckScript script, int budget, ClosePolicy policy) {
    interpreter = Interpreter.of(script, START, budget, MAX_LAG, policy);
  }

  private static ConnectPlan plan(@Nullable TlsSpec tls) {
    HostPort destination = new HostPort("10.0.0.1", 6379, Optional.empty());
    return new ConnectPlan(destination, tls, ProxyHeader.NONE, null);
  }

  /** A script as a user writes it, without a connect. */
  public static CheckScript script(Step... steps) {
    return script(PLAIN_PLAN, steps);
  }

  public static CheckScript script(ConnectPlan plan, Step... steps) {
    List<Step> all = new java.util.ArrayList<>(List.of(Step.Connect.implicit(plan)));
    all.addAll(List.of(steps));
    return new CheckScript("script", all, true, false, ByteString.emptyByteString());
  }

  public static Step.Send send(String text) {
    return new Step.Send(ByteString.fromString(text), null);
  }

  public static Step.Expect expect(String text) {
    return expect(text, false, -1);
  }

  public static Step.Expect expectNot(String text) {
    return expect(text, true, -1);
  }

  public static Step.Expect expect(String text, boolean not, int minRecv) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return expect(new BytesMatcher(bytes, "string '" + text + "'"), not, minRecv);
  }

  public static Step.Expect expect(Matcher matcher, boolean not, int minRecv) {
    return new Step.Expect(
        matcher,
        not,
        minRecv,
        CheckStatus.L7OK,
        CheckStatus.L7RSP,
        CheckStatus.L7TOUT,
        null,
        null,
        null);
  }

  public ProbeDriver start() {
    return after(interpreter.start());
  }

  /** Started, and connected as the plan says. */
  public ProbeDriver connected(ConnectPlan plan) {
    start().tcp();
    return plan.tls() == null ? this : secured();
  }

  public ProbeDriver connected() {
    return connected(PLAIN_PLAN);
  }

  public ProbeDriver tcp() {
    return on(new ConnectionEvent.Connected(1, tick()));
  }

  public ProbeDriver secured() {
    return on(new ConnectionEvent.Secured(1, tick(), TLS_INFO));
  }

  /** The request that is wanted now leaves in full. */
  public ProbeDriver sent() {
    return progress(((Action.Send) last).bytes().length(), 0);
  }

  public ProbeDriver progress(int bytes, int remaining) {
    return on(new ConnectionEvent.SendProgress(1, tick(), bytes, remaining));
  }

  public ProbeDriver received(String latin1) {
    return received(bytes(latin1));
  }

  public ProbeDriver received(ByteString bytes) {
    return on(new ConnectionEvent.Received(1, tick(), bytes));
  }

  public ProbeDriver peerClosed() {
    return on(new ConnectionEvent.PeerClosed(1, tick()));
  }

  public ProbeDriver failed(Phase phase, Failure.Kind kind, String detail) {
    return failed(phase, new Failure(kind, detail));
  }

  public ProbeDriver failed(Phase phase, Failure failure) {
    return on(new ConnectionEvent.Failed(1, tick(), phase, failure));
  }

  public ProbeDriver timedOut(Phase phase) {
    return timedOut(phase, Duration.ZERO, Duration.ZERO);
  }

  public ProbeDriver timedOut(Phase phase, Duration late, Duration paused) {
    return on(new ConnectionEvent.TimedOut(1, tick(), phase, LIMIT, late, paused));
  }

  public ProbeDriver closed() {
    return on(new ConnectionEvent.Closed(1, tick(), null));
  }

  public ProbeDriver on(ConnectionEvent event) {
    return after(interpreter.on(event));
  }

  private ProbeDriver after(Action action) {
    last = action;
    return this;
  }

  private long tick() {
    now += MILLI;
    return now;
  }

  /** What the interpreter wanted last. */
  public Action last() {
    return last;
  }

  /** How many bytes the interpreter keeps, of what was received and else. */
  public long holds() {
    return Holdings.of(interpreter);
  }

  public boolean waits() {
    return last == Action.Await.INSTANCE;
  }

  public boolean concluded() {
    return last instanceof Action.Conclude;
  }

  public Action.Conclude conclusion() {
    if (last instanceof Action.Conclude conclusion) {
      return conclusion;
    }
    throw new AssertionError("not concluded: " + last);
  }

  public CheckResult result() {
    return conclusion().result();
  }

  public static ByteString bytes(String latin1) {
    return ByteString.fromArray(latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
