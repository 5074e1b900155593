package io.poolwatch.check;

import io.poolwatch.model.AgentReply;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.TlsSpec;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A conversation that a fixed list of steps can't express: a reply that is parsed as it comes, a
 * login that answers a nonce. The definition is immutable; {@link #begin()} gives the state of one
 * probe.
 */
public interface Dialogue {

  /** A fresh conversation. */
  Conversation begin();

  /** What it does, in a few words, for {@code explain}. */
  String describe();

  /**
   * How it speaks TLS where it starts that within its connection, at most once; null if it never
   * does. So the files of TLS can be read, and its handshake be counted, before a probe begins.
   */
  default @Nullable TlsSpec tls() {
    return null;
  }

  /**
   * The state of one conversation; used by one thread at a time, deterministic, without clock or
   * I/O. Input that breaks the protocol is a {@link Done}, never an exception.
   */
  interface Conversation {

    /** The first turn, before anything was received for it. */
    Turn open();

    /**
     * More bytes have come: only the new ones, in any split of the stream. The conversation keeps
     * what it has not used. Bytes that come while it sends are told after {@link #sent()}.
     */
    Turn received(ByteString bytes);

    /** What was handed over by {@link Send} has left in full. */
    default Turn sent() {
      return NeedMore.INSTANCE;
    }

    /** The TLS handshake that {@link StartTls} asked for is done. */
    default Turn secured() {
      return NeedMore.INSTANCE;
    }

    /** Nothing more will come: the peer closed, or the budget is used up. */
    Done ended(End end);

    /**
     * The deadline has passed: what can be said for good of what has come, for instance of bytes
     * whose costly look was put off; null if more would be needed.
     */
    default @Nullable Done expired() {
      return null;
    }

    /** What it is waiting for, in a few words, for the message of a time-out. */
    default String pending() {
      return "waiting for more";
    }

    /** The status of a time-out now; null for that of the layer. */
    default @Nullable CheckStatus timeoutStatus() {
      return null;
    }
  }

  /** Why nothing more will come. */
  enum End {
    /** The peer closed its side, or the connection failed after bytes had come. */
    CLOSED,
    /** {@code max-response-bytes} were received. */
    BUDGET
  }

  /** What a conversation wants next. */
  sealed interface Turn {}

  /** Wait for more bytes. */
  enum NeedMore implements Turn {
    INSTANCE
  }

  /**
   * Send these bytes, at least one, then tell {@link Conversation#sent()}.
   *
   * @param asks whether a new reply is waited for, with a budget of its own; an acknowledgement
   *     within a reply does not ask
   */
  record Send(ByteString bytes, boolean asks) implements Turn {

    /** What a new reply is to answer. */
    public Send(ByteString bytes) {
      this(bytes, true);
    }

    /** An acknowledgement. What comes next belongs to the same reply and counts on its budget. */
    public static Send within(ByteString bytes) {
      return new Send(bytes, false);
    }

    public Send {
      if (bytes.isEmpty()) {
        throw new IllegalArgumentException("nothing to send");
      }
    }

    /** Not the bytes: they may be a login. */
    @Override
    public String toString() {
      return "Send[" + Excerpt.bytes(bytes.length()) + "]";
    }
  }

  /** Start TLS as {@link Dialogue#tls()} says, then tell {@link Conversation#secured()}. */
  record StartTls(TlsSpec tls) implements Turn {}

  /**
   * The conversation is over. If it passed and steps follow, the script goes on with them.
   *
   * @param outcome passed, conditional or failed
   * @param status the status that it ends with
   * @param code the protocol's number, or {@link io.poolwatch.model.CheckResult#NO_CODE}
   * @param info why, in words; empty for none
   * @param agent what an agent said; null if none was asked
   * @param ownInfo {@code info} without the words of the server that it tells as they are; null if
   *     it has none but in quotes
   */
  record Done(
      Outcome outcome,
      CheckStatus status,
      int code,
      String info,
      @Nullable AgentReply agent,
      @Nullable String ownInfo)
      implements Turn {

    /** The end of a conversation with a server. */
    public Done(Outcome outcome, CheckStatus status, int code, String info) {
      this(outcome, status, code, info, null, null);
    }

    /** The same, whose info has words of the server; without them it is this. */
    public Done telling(String own) {
      return new Done(outcome, status, code, info, agent, own);
    }
  }
}
