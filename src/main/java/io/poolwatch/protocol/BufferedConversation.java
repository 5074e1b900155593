package io.poolwatch.protocol;

import io.poolwatch.check.Dialogue.Conversation;
import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.End;
import io.poolwatch.check.Dialogue.NeedMore;
import io.poolwatch.check.Dialogue.StartTls;
import io.poolwatch.check.Dialogue.Turn;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.TlsSpec;
import org.apache.pekko.util.ByteString;

/**
 * A conversation that collects what comes until a message is complete, and speaks the words in
 * which all protocols' checks tell their results.
 *
 * <p>A correct answer that says no is {@link CheckStatus#L7STS} with the server's text and number;
 * an answer that is none in this protocol is {@link CheckStatus#L7RSP}.
 */
abstract class BufferedConversation implements Conversation {
  /** What has come and was not used yet. */
  final Input input = new Input();

  private final ServerText text;

  /**
   * @param text takes secrets out of what the server says
   */
  BufferedConversation(ServerText text) {
    this.text = text;
  }

  /**
   * Goes on with what has come: {@link NeedMore} unless a message is complete or can't become a
   * valid one any more.
   */
  abstract Turn next();

  /** The message that it waits for: {@code the greeting}. */
  abstract String awaited();

  /** Waits for the server to speak first. */
  @Override
  public Turn open() {
    return NeedMore.INSTANCE;
  }

  @Override
  public final Turn received(ByteString bytes) {
    input.add(bytes);
    return next();
  }

  @Override
  public final Turn sent() {
    return next();
  }

  @Override
  public Turn secured() {
    return next();
  }

  @Override
  public final Done ended(End end) {
    String got = input.isEmpty() ? "" : ": got " + quoted();
    return end == End.BUDGET
        ? invalid(awaited() + " does not end within max-response-bytes" + got)
        : invalid("the peer closed before " + awaited() + " was complete" + got);
  }

  @Override
  public final String pending() {
    return "waiting for " + awaited();
  }

  /** Starts TLS. What came in the clear is forgotten, for nobody vouches for it. */
  final Turn secure(TlsSpec tls) {
    input.clear();
    return new StartTls(tls);
  }

  /** The server is well. */
  static Done passed() {
    return done(CheckStatus.L7OK, CheckResult.NO_CODE, "");
  }

  /** The server is well, and said so with a number and words of its own. */
  static Done passed(int code, String words) {
    CheckStatus status = CheckStatus.L7OK;
    String own = words.isEmpty() ? null : "";
    return new Done(status.outcome(), status, code, words, null, own);
  }

  /** The server answered no, in these words of its own, given as bytes in Latin-1. */
  final Done refused(int code, String latin1) {
    return refused(code, "", latin1);
  }

  /** The server answered no to something that we name, in these words of its own. */
  final Done refused(int code, String what, String latin1) {
    String words = text.read(latin1);
    String info = what + (what.isEmpty() || words.isEmpty() ? "" : ": ") + words;
    Done done = done(CheckStatus.L7STS, code, info);
    return words.isEmpty() ? done : done.telling(what);
  }

  /** What came is no answer in this protocol. */
  static Done invalid(String info) {
    return done(CheckStatus.L7RSP, CheckResult.NO_CODE, info);
  }

  /** The password is kept back. */
  static Done keptBack() {
    return invalid(Channel.KEPT_BACK);
  }

  /** The input's beginning, for a message. */
  final String quoted() {
    return quoted(input.latin1());
  }

  /** The beginning of what the server said, for a message. */
  final String quoted(String latin1) {
    return text.quote(latin1);
  }

  static Done done(CheckStatus status, int code, String info) {
    return new Done(status.outcome(), status, code, info);
  }
}
