package io.poolwatch.check;

import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.TlsSpec;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One step of a check's script. Every check, whatever its protocol, is a list of these.
 *
 * <p>{@code comment} is shown with the step number when the step fails; null for none.
 */
public sealed interface Step {

  /** The user's comment; null for none. */
  @Nullable String comment();

  /** What it does, in a few words: {@code expect string '+PONG'}. Shows nothing that is sent. */
  String describe();

  /**
   * Opens a connection, closing the one before and forgetting what it received.
   *
   * @param plan where and how
   * @param linger whether {@code close = auto} ends this connection gracefully after a pass
   * @param implicit whether it was put in front of the user's own steps, so that theirs begin at 1
   */
  record Connect(ConnectPlan plan, boolean linger, boolean implicit, @Nullable String comment)
      implements Step {

    @Override
    public String describe() {
      return "connect port " + plan.destination().port() + (plan.tls() == null ? "" : " tls");
    }

    /** The connection that a check opens without being told to. */
    public static Connect implicit(ConnectPlan plan) {
      return new Connect(plan, false, true, null);
    }
  }

  /** Starts TLS inside the open connection. */
  record StartTls(TlsSpec tls, @Nullable String comment) implements Step {

    @Override
    public String describe() {
      return "starttls";
    }
  }

  /** Sends bytes, forgetting what was received before. */
  record Send(ByteString bytes, @Nullable String comment) implements Step {

    @Override
    public String describe() {
      return "send";
    }

    /** Not the bytes: they may be a login. */
    @Override
    public String toString() {
      return "Send[" + Excerpt.bytes(bytes.length()) + "]";
    }
  }

  /**
   * Waits for a reply that matches. Consecutive expects look at the same bytes.
   *
   * @param matcher what to look for
   * @param not whether the match must not occur
   * @param minRecv bytes below which nothing is decided and from which a mismatch is final; -1 to
   *     wait for a match until the peer is done
   * @param okStatus status if it matches and this is the last step
   * @param errorStatus status if it does not match
   * @param timeoutStatus status if the deadline passes while waiting
   * @param onSuccess info in place of the default; null for the default
   * @param onError info in place of the default; null for the default
   */
  record Expect(
      Matcher matcher,
      boolean not,
      int minRecv,
      CheckStatus okStatus,
      CheckStatus errorStatus,
      CheckStatus timeoutStatus,
      @Nullable String onSuccess,
      @Nullable String onError,
      @Nullable String comment)
      implements Step {

    @Override
    public String describe() {
      return "expect " + (not ? "not " : "") + matcher.describe();
    }
  }

  /**
   * Hands the connection to a dialogue until it is done. What the dialogue was given is not seen by
   * the expects that follow.
   */
  record Converse(Dialogue dialogue, @Nullable String comment) implements Step {

    @Override
    public String describe() {
      return dialogue.describe();
    }
  }

  /** Lets an external program judge the server; the only step of its script. */
  record Execute(ProgramPlan plan, @Nullable String comment) implements Step {

    @Override
    public String describe() {
      return "run " + plan.command();
    }
  }
}
