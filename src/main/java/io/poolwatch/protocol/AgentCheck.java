package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Secret;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Asks the agent of a server, a small program beside it, what it wants: connects, sends a text if
 * there is one, and reads one line. What it means is told by {@link AgentWords}.
 *
 * <p>A line that is cut off by the end of the connection is no answer.
 *
 * <p>Source: HAProxy, configuration manual, {@code agent-check} and {@code agent-send}; reference,
 * section 10.
 *
 * @param send what is sent first, as it is; null for nothing
 * @param confidential whether that is a secret, and so must not be shown where an agent repeats it
 */
public record AgentCheck(@Nullable String send, boolean confidential) implements ProtocolCheck {

  @Override
  public Compiled compile(Channel channel) {
    return channel.converse("agent", new Asking(send, confidential), ByteString.emptyByteString());
  }

  /** Shows nothing of what is sent: it may be a token. */
  @Override
  public String toString() {
    return "AgentCheck";
  }

  private static final class Asking implements Dialogue {
    private final @Nullable ByteString question;

    private final ServerText text;

    Asking(@Nullable String send, boolean confidential) {
      text =
          send == null || !confidential
              ? ServerText.PLAIN
              : ServerText.without(new Secret(send.strip()));
      question = send == null || send.isEmpty() ? null : ByteString.fromString(send);
    }

    @Override
    public Conversation begin() {
      return new Talk(question, text);
    }

    @Override
    public String describe() {
      return (question == null ? "" : "send agent.send, ") + "read a line of the agent";
    }
  }

  private static final class Talk extends BufferedConversation {
    private final @Nullable ByteString question;

    private final ServerText text;

    /** No line ends before this one of the bytes. */
    private int scanned;

    Talk(@Nullable ByteString question, ServerText text) {
      super(text);
      this.question = question;
      this.text = text;
    }

    @Override
    public Dialogue.Turn open() {
      return question == null ? Dialogue.NeedMore.INSTANCE : new Dialogue.Send(question);
    }

    @Override
    Dialogue.Turn next() {
      while (scanned < input.length() && !AgentWords.endsAt(input.at(scanned))) {
        scanned++;
      }
      return scanned == input.length()
          ? Dialogue.NeedMore.INSTANCE
          : answer(AgentWords.of(input.latin1().substring(0, scanned), text));
    }

    private static Dialogue.Done answer(AgentWords line) {
      CheckStatus status = line.reply().status();
      return new Dialogue.Done(
          status.outcome(), status, CheckResult.NO_CODE, line.info(), line.reply(), line.ownInfo());
    }

    @Override
    String awaited() {
      return "the agent's line";
    }
  }
}
