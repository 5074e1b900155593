package io.poolwatch.check;

import io.poolwatch.check.Expectations.Judgement;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The interpreter of one probe: walks a script's steps, driven by what happens on the network, and
 * decides the result.
 *
 * <p>Pure and deterministic: it has no clock, every time comes from an event. One thread at a time;
 * one instance a probe. After {@link Action.Conclude} every answer is {@link Action.Await}.
 *
 * <p>Its rules: bytes that came before an error are judged first, and the error counts only if
 * nothing came for the reply that is waited for. End of stream, error and a used-up budget all mean
 * that nothing more will come. A time-out or a local fault that says nothing about the server is
 * inconclusive; a pass counts however late.
 */
public final class Exchange implements Interpreter {
  private final CheckScript script;
  private final List<Step> steps;
  private final Conclusion conclusion;
  private final Stopwatch watch;
  private final Reply reply;
  private final Expectations expectations;

  private Waiting waiting = Waiting.NOTHING;

  /** The step under way; of a chain of expects, the one from which it is judged again. */
  private int index;

  /** The step that is waited for: where a message says it happened. */
  private int waitingAt;

  private Link link;
  private @Nullable TlsInfo tls;
  private @Nullable Talk talk;

  /**
   * An exchange that is about to start.
   *
   * @param script what to do
   * @param startNanos when the probe starts, {@code System.nanoTime()}
   * @param maxResponseBytes how many received bytes are looked at between two sends, at least 1
   * @param maxLag lateness or pause of our own from which a time-out says nothing
   * @param closePolicy how the connection is ended
   */
  public Exchange(
      CheckScript script,
      long startNanos,
      int maxResponseBytes,
      Duration maxLag,
      ClosePolicy closePolicy) {
    this.script = script;
    this.steps = script.steps();
    this.watch = new Stopwatch(startNanos);
    this.conclusion = new Conclusion(script, closePolicy, maxLag, watch);
    this.reply = new Reply(maxResponseBytes);
    this.expectations = new Expectations(script, reply);
    this.link = new Link(script.first());
  }

  @Override
  public Action start() {
    return open(script.first());
  }

  @Override
  public Action on(ConnectionEvent event) {
    watch.at(event.atNanos());
    if (waiting == Waiting.NOTHING) {
      return Action.Await.INSTANCE;
    }
    if (event.terminal()) {
      return onTerminal(event);
    }
    if (event instanceof ConnectionEvent.Received received) {
      return onReceived(received.bytes());
    }
    if (event instanceof ConnectionEvent.SendProgress progress) {
      return onSendProgress(progress);
    }
    if (event instanceof ConnectionEvent.PeerClosed) {
      link.peerClosed();
      return waiting == Waiting.REPLY ? look() : Action.Await.INSTANCE;
    }
    if (event instanceof ConnectionEvent.Secured done) {
      return onSecured(done.tls());
    }
    return onConnected();
  }

  private Action onConnected() {
    if (waiting != Waiting.CONNECT) {
      return Action.Await.INSTANCE;
    }
    watch.connected();
    if (!link.wantsTls()) {
      return advance();
    }
    watch.securing();
    return await(Waiting.TLS);
  }

  private Action onSecured(TlsInfo info) {
    if (waiting != Waiting.TLS) {
      return Action.Await.INSTANCE;
    }
    watch.secured();
    tls = info;
    link.secured();
    return talk == null ? advance() : answer(talk.secured());
  }

  private Action onSendProgress(ConnectionEvent.SendProgress progress) {
    link.unsent(progress.remaining());
    if (waiting != Waiting.SEND || progress.remaining() > 0) {
      return Action.Await.INSTANCE;
    }
    watch.sent();
    return talk == null ? advance() : answer(talk.sent());
  }

  private Action onReceived(ByteString bytes) {
    if (waiting == Waiting.CLOSE || waiting == Waiting.TLS || bytes.isEmpty()) {
      return Action.Await.INSTANCE;
    }
    watch.received();
    if (waiting != Waiting.REPLY) {
      reply.keep(bytes);
      return Action.Await.INSTANCE;
    }
    if (talk != null) {
      return answer(talk.received(bytes));
    }
    reply.keep(bytes);
    return look();
  }

  private Action onTerminal(ConnectionEvent event) {
    link.end(event);
    if (waiting == Waiting.CLOSE && !link.timedOut()) {
      return open((Step.Connect) steps.get(index));
    }
    if (event instanceof ConnectionEvent.Closed || !replyCounts()) {
      return broken(event);
    }
    if (waiting == Waiting.SEND && talk == null) {
      return advance();
    }
    return look();
  }

  /** Whether what has come of the reply may decide although the attempt has ended. */
  private boolean replyCounts() {
    Failure failure = link.failure();
    if (reply.empty() || (failure != null && failure.kind() == Failure.Kind.LOCAL)) {
      return false;
    }
    return waiting == Waiting.REPLY
        || (waiting == Waiting.SEND
            && !link.timedOut()
            && (talk != null || script.readsAt(index + 1)));
  }

  private Action look() {
    return talk == null ? run() : answer(talk.look());
  }

  private Action advance() {
    index++;
    return run();
  }

  private Action run() {
    while (index < steps.size()) {
      waitingAt = index;
      Action action = perform(steps.get(index));
      if (action != null) {
        return action;
      }
      index++;
    }
    return conclude(Finding.passed(script.last(), link.isSecured()));
  }

  /** Begins a step; null if it is done at once. */
  private @Nullable Action perform(Step step) {
    if (step instanceof Step.Expect expect) {
      return judge(expect);
    }
    if (step instanceof Step.Converse converse) {
      talk = new Talk(converse.dialogue(), reply, link);
      return follow(talk.open());
    }
    if (step instanceof Step.Connect connect) {
      return reconnect(connect);
    }
    ConnectionEvent ending = link.ending();
    if (ending != null) {
      return broken(ending);
    }
    if (step instanceof Step.Send send) {
      return send.bytes().isEmpty() ? null : send(send);
    }
    return startTls(((Step.StartTls) step).tls());
  }

  private @Nullable Action judge(Step.Expect expect) {
    boolean end = reply.full() || link.silent();
    Judgement judgement = expectations.judge(expect, index, end, link.timedOut());
    if (judgement == Judgement.MET) {
      return null;
    }
    if (judgement == Judgement.OPEN) {
      index = expectations.resumeAt(index);
      ConnectionEvent ending = link.ending();
      return ending == null ? await(Waiting.REPLY) : broken(ending);
    }
    return conclude(conclusion.unmet(expectations.judged(), judgement, link, reply));
  }

  private Action reconnect(Step.Connect next) {
    ConnectionEvent ending = link.ending();
    if (ending != null) {
      return link.timedOut() ? broken(ending) : open(next);
    }
    waiting = Waiting.CLOSE;
    return new Action.Close(conclusion.closeBetween(link));
  }

  private Action open(Step.Connect next) {
    link = new Link(next);
    reply.forget();
    watch.opening();
    waiting = Waiting.CONNECT;
    waitingAt = index;
    return new Action.Open(next.plan());
  }

  private Action send(Step.Send send) {
    reply.forget();
    return send(send.bytes());
  }

  /** What a conversation was not told yet stays: only it knows what that answers. */
  private Action send(Dialogue.Send send) {
    if (send.asks()) {
      reply.renew();
    }
    return send(send.bytes());
  }

  private Action send(ByteString bytes) {
    watch.sending();
    link.unsent(bytes.length());
    waiting = Waiting.SEND;
    return new Action.Send(bytes);
  }

  /** What came in the clear is forgotten: nobody vouches for it. */
  private Action startTls(TlsSpec spec) {
    reply.forget();
    watch.securing();
    waiting = Waiting.TLS;
    return new Action.StartTls(spec);
  }

  private Action answer(Dialogue.Turn turn) {
    Action action = follow(turn);
    return action == null ? advance() : action;
  }

  /** Does what a conversation wants; null if it is done and the script goes on. */
  private @Nullable Action follow(Dialogue.Turn turn) {
    if (turn instanceof Dialogue.Done done) {
      talk = null;
      boolean goesOn = done.outcome().pass() && index + 1 < steps.size();
      return goesOn ? null : conclude(Finding.concluded(done));
    }
    ConnectionEvent ending = link.ending();
    if (ending != null) {
      return broken(ending);
    }
    if (turn instanceof Dialogue.Send send) {
      return send(send);
    }
    return turn instanceof Dialogue.StartTls start ? startTls(start.tls()) : await(Waiting.REPLY);
  }

  private Action await(Waiting what) {
    waiting = what;
    return Action.Await.INSTANCE;
  }

  /** The attempt has ended and nothing that came before decides. */
  private Action broken(ConnectionEvent ending) {
    return conclude(conclusion.broken(ending, waitingAt, link, reply, talk));
  }

  private Action conclude(Finding finding) {
    waiting = Waiting.NOTHING;
    return conclusion.of(finding, link, tls);
  }
}
