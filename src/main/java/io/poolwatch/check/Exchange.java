package io.poolwatch.check;

import io.poolwatch.check.Expectations.Judgement;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
public final class Exchange {
  private enum Waiting {
    CONNECT,
    TLS,
    SEND,
    REPLY,
    CLOSE,
    NOTHING
  }

  private final CheckScript script;
  private final List<Step> steps;
  private final ClosePolicy closePolicy;
  private final Duration maxLag;
  private final Stopwatch watch;
  private final Reply reply;
  private final Expectations expectations;

  private Waiting waiting = Waiting.NOTHING;
  private int index;
  private int waitingAt;
  private Step.Connect connection;
  private int unsent;
  private boolean peerClosed;
  private boolean secured;
  private @Nullable TlsInfo tls;
  private Dialogue.@Nullable Conversation conversation;

  /** The event that ended the attempt: nothing can be done on the network after it. */
  private @Nullable ConnectionEvent ended;

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
    this.closePolicy = closePolicy;
    this.maxLag = maxLag;
    this.watch = new Stopwatch(startNanos);
    this.reply = new Reply(maxResponseBytes);
    this.expectations = new Expectations(steps, reply);
    this.connection = (Step.Connect) steps.get(0);
  }

  /** The first thing to do; called once. */
  public Action start() {
    return open(connection);
  }

  /** What to do after an event. */
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
      peerClosed = true;
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
    if (connection.plan().tls() == null) {
      return advance();
    }
    waiting = Waiting.TLS;
    watch.securing();
    return Action.Await.INSTANCE;
  }

  private Action onSecured(TlsInfo info) {
    if (waiting != Waiting.TLS) {
      return Action.Await.INSTANCE;
    }
    watch.secured();
    tls = info;
    secured = true;
    return conversation == null ? advance() : answer(conversation.secured());
  }

  private Action onSendProgress(ConnectionEvent.SendProgress progress) {
    unsent = progress.remaining();
    if (waiting != Waiting.SEND || unsent > 0) {
      return Action.Await.INSTANCE;
    }
    watch.sent();
    return conversation == null ? advance() : answer(conversation.sent());
  }

  private Action onReceived(ByteString bytes) {
    if (waiting == Waiting.CLOSE || waiting == Waiting.TLS || reply.full()) {
      return Action.Await.INSTANCE;
    }
    watch.received();
    if (waiting != Waiting.REPLY) {
      reply.keep(bytes);
      return Action.Await.INSTANCE;
    }
    if (conversation != null) {
      return answer(conversation.received(reply.admit(bytes)));
    }
    reply.keep(bytes);
    return look();
  }

  private Action onTerminal(ConnectionEvent event) {
    ended = event;
    if (waiting == Waiting.CLOSE && !(event instanceof ConnectionEvent.TimedOut)) {
      return open((Step.Connect) steps.get(index));
    }
    boolean local =
        event instanceof ConnectionEvent.Failed failed
            && failed.failure().kind() == Failure.Kind.LOCAL;
    if (local || event instanceof ConnectionEvent.Closed || reply.empty() || !replyIsJudged()) {
      return broken(event);
    }
    if (waiting == Waiting.SEND && conversation == null) {
      return advance();
    }
    return look();
  }

  /** Whether what came for the current reply is to be judged although the attempt has ended. */
  private boolean replyIsJudged() {
    if (waiting == Waiting.REPLY) {
      return !(ended instanceof ConnectionEvent.TimedOut && conversation != null);
    }
    if (waiting != Waiting.SEND || ended instanceof ConnectionEvent.TimedOut) {
      return false;
    }
    return conversation != null
        || (index + 1 < steps.size() && CheckScript.reads(steps.get(index + 1)));
  }

  private Action look() {
    return conversation == null ? run() : answer(Dialogue.NeedMore.INSTANCE);
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
    return passed();
  }

  /** Begins a step; null if it is done at once. */
  private @Nullable Action perform(Step step) {
    if (step instanceof Step.Expect expect) {
      return judge(expect);
    }
    if (step instanceof Step.Converse converse) {
      conversation = converse.dialogue().begin();
      return converse(conversation.open());
    }
    if (step instanceof Step.Connect connect) {
      return reconnect(connect);
    }
    if (ended != null) {
      return broken(ended);
    }
    if (step instanceof Step.Send send) {
      return send.bytes().isEmpty() ? null : send(send.bytes());
    }
    return startTls(((Step.StartTls) step).tls());
  }

  private @Nullable Action judge(Step.Expect expect) {
    boolean timedOut = ended instanceof ConnectionEvent.TimedOut;
    Judgement judgement = expectations.judge(expect, index, nothingMoreComes(), timedOut);
    if (judgement == Judgement.MET) {
      return null;
    }
    if (judgement == Judgement.OPEN) {
      index = expectations.resumeAt(index);
      return ended == null ? await(Waiting.REPLY) : broken(ended);
    }
    Failure after = ended instanceof ConnectionEvent.Failed failed ? failed.failure() : null;
    return conclude(Finding.unmet(expect, judgement, reply, place(), after));
  }

  private Action reconnect(Step.Connect next) {
    if (ended instanceof ConnectionEvent.TimedOut) {
      return broken(ended);
    }
    if (ended != null) {
      return open(next);
    }
    waiting = Waiting.CLOSE;
    return new Action.Close(closeMode(true));
  }

  private Action open(Step.Connect next) {
    connection = next;
    peerClosed = false;
    secured = false;
    ended = null;
    forget();
    watch.opening();
    waiting = Waiting.CONNECT;
    waitingAt = index;
    return new Action.Open(next.plan());
  }

  private Action send(ByteString bytes) {
    forget();
    watch.sending();
    unsent = bytes.length();
    waiting = Waiting.SEND;
    return new Action.Send(bytes);
  }

  /** What came in the clear is forgotten: nobody vouches for it. */
  private Action startTls(TlsSpec spec) {
    forget();
    watch.securing();
    waiting = Waiting.TLS;
    return new Action.StartTls(spec);
  }

  private Action answer(Dialogue.Turn turn) {
    Action action = converse(turn);
    return action == null ? advance() : action;
  }

  /** Does what a conversation wants; null if it is done and the script goes on. */
  private @Nullable Action converse(Dialogue.Turn first) {
    Dialogue.Conversation talk = Objects.requireNonNull(conversation);
    Dialogue.Turn turn = first;
    while (turn == Dialogue.NeedMore.INSTANCE) {
      if (reply.length() > 0) {
        turn = talk.received(reply.drain());
      } else if (nothingMoreComes()) {
        turn = talk.ended(reply.full() ? Dialogue.End.BUDGET : Dialogue.End.CLOSED);
      } else {
        return await(Waiting.REPLY);
      }
    }
    if (turn instanceof Dialogue.Done done) {
      conversation = null;
      return done.outcome().pass() && index + 1 < steps.size()
          ? null
          : conclude(Finding.concluded(done));
    }
    if (ended != null) {
      return broken(ended);
    }
    return turn instanceof Dialogue.Send wanted
        ? send(wanted.bytes())
        : startTls(((Dialogue.StartTls) turn).tls());
  }

  private Action await(Waiting what) {
    waiting = what;
    return Action.Await.INSTANCE;
  }

  private void forget() {
    reply.forget();
    expectations.forget();
  }

  private boolean nothingMoreComes() {
    return peerClosed || reply.full() || ended instanceof ConnectionEvent.Failed;
  }

  private Action passed() {
    return conclude(Finding.passed(steps.get(steps.size() - 1), secured));
  }

  /** The attempt has ended and nothing that came before decides. */
  private Action broken(ConnectionEvent event) {
    if (event instanceof ConnectionEvent.Failed failed) {
      return conclude(Finding.failed(failed, place(), watch.sinceOpened()));
    }
    if (event instanceof ConnectionEvent.TimedOut timedOut) {
      String wanted = conversation == null ? null : conversation.pending();
      var pending = new Finding.Pending(reply, unsent, wanted);
      Step step = steps.get(waitingAt);
      return conclude(Finding.timedOut(timedOut, step, place(), pending, maxLag));
    }
    return conclude(Finding.abandoned(place()));
  }

  private Place place() {
    return new Place(script, waitingAt, connection.plan().destination());
  }

  private Action conclude(Finding finding) {
    waiting = Waiting.NOTHING;
    CheckResult result =
        new CheckResult(
            finding.outcome(),
            finding.status(),
            finding.code(),
            finding.info(),
            finding.phase(),
            watch.stop(),
            tls);
    boolean pass = finding.outcome().pass();
    CloseMode mode = closeMode(pass);
    boolean polite = pass && mode == CloseMode.GRACEFUL && !peerClosed && ended == null;
    return new Action.Conclude(
        result, mode, polite ? script.goodbye() : ByteString.emptyByteString());
  }

  private CloseMode closeMode(boolean pass) {
    boolean graceful =
        switch (closePolicy) {
          case ABORT -> false;
          case GRACEFUL -> true;
          case AUTO ->
              peerClosed || (pass && (script.closeGracefully() || connection.linger() || secured));
        };
    return graceful ? CloseMode.GRACEFUL : CloseMode.ABORT;
  }
}
