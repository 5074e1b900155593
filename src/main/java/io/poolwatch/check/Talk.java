package io.poolwatch.check;

import io.poolwatch.check.Dialogue.Conversation;
import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.NeedMore;
import io.poolwatch.check.Dialogue.Send;
import io.poolwatch.check.Dialogue.Turn;
import io.poolwatch.model.CheckStatus;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A conversation under way, told all that has come before it is asked to wait. Each method answers
 * {@link NeedMore} only if there is nothing to do now but wait, or nothing to wait for any more
 * because the deadline has passed. A conversation is told a stream without a hole: once bytes were
 * dropped it ends, whatever it would do next.
 */
final class Talk {
  private final Conversation conversation;
  private final Reply reply;
  private final Link link;

  Talk(Dialogue dialogue, Reply reply, Link link) {
    this.conversation = dialogue.begin();
    this.reply = reply;
    this.link = link;
  }

  /** What came before its first word is no answer to it. */
  Turn open() {
    Turn turn = conversation.open();
    if (turn instanceof Send) {
      reply.forget();
    }
    return settle(turn);
  }

  Turn sent() {
    return settle(conversation.sent());
  }

  Turn secured() {
    return settle(conversation.secured());
  }

  Turn received(ByteString bytes) {
    return settle(conversation.received(reply.admit(bytes)));
  }

  /** The peer has closed, or the attempt has ended. */
  Turn look() {
    return settle(NeedMore.INSTANCE);
  }

  /** What it is waiting for. */
  String pending() {
    return conversation.pending();
  }

  /** The status of a time-out now; null for that of the layer. */
  @Nullable CheckStatus timeoutStatus() {
    return conversation.timeoutStatus();
  }

  private Turn settle(Turn first) {
    Turn turn = first;
    if (turn == NeedMore.INSTANCE && reply.length() > 0) {
      turn = conversation.received(reply.drain());
    }
    if (turn instanceof Done || (turn != NeedMore.INSTANCE && !reply.dropped())) {
      return turn;
    }
    if (reply.full() || link.silent()) {
      return conversation.ended(reply.full() ? Dialogue.End.BUDGET : Dialogue.End.CLOSED);
    }
    Done done = link.timedOut() ? conversation.expired() : null;
    return done == null ? turn : done;
  }
}
