package io.poolwatch.check;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.TlsSpec;
import org.jspecify.annotations.Nullable;

/**
 * One step of a script check, as configured.
 *
 * <p>{@code comment} is shown when the step fails; null for none.
 */
public sealed interface ScriptStep {

  /** The user's comment; null for none. */
  @Nullable String comment();

  /**
   * Opens a connection, closing the one before.
   *
   * @param linger whether {@code close = auto} ends it gracefully rather than by RST after a pass
   */
  record Connect(ConnectPlan plan, boolean linger, @Nullable String comment)
      implements ScriptStep {}

  /** Sends a text as UTF-8. */
  record Send(String text, @Nullable String comment) implements ScriptStep {

    /** Not the text: it may be a login. */
    @Override
    public String toString() {
      return "Send[" + text.length() + " characters]";
    }
  }

  /** Sends bytes given as hex digits. */
  record SendHex(String digits, @Nullable String comment) implements ScriptStep {

    /** Not the digits: they may be a login. */
    @Override
    public String toString() {
      return "SendHex[" + digits.length() + " digits]";
    }
  }

  /** Starts TLS inside the open connection. */
  record StartTls(TlsSpec tls, @Nullable String comment) implements ScriptStep {}

  /**
   * Asks a question over HTTP and judges the reply, on the connection that is open.
   *
   * @param check what is asked and expected; its own connection is not opened
   */
  record Http(HttpCheck check, @Nullable String comment) implements ScriptStep {}

  /**
   * Waits for a reply; exactly one of {@code string}, {@code regex}, {@code hex}, {@code hexRegex}
   * is set.
   *
   * @param string a text
   * @param regex an RE2 expression
   * @param hex bytes as hex digits
   * @param hexRegex an RE2 expression on the reply's hex dump
   * @param not whether it must not occur
   * @param minRecv bytes from which the answer is final; -1 to wait for a match until the peer is
   *     done
   * @param okStatus a status of HAProxy's {@code ok-status}; null for L7OK
   * @param errorStatus a status of HAProxy's {@code error-status}; null for L7RSP
   * @param timeoutStatus a status of HAProxy's {@code tout-status}; null for L7TOUT
   * @param onSuccess info when it is met as the last step; null for none
   * @param onError info when it is not met; null for a description
   */
  record Expect(
      @Nullable String string,
      @Nullable String regex,
      @Nullable String hex,
      @Nullable String hexRegex,
      boolean not,
      int minRecv,
      @Nullable String okStatus,
      @Nullable String errorStatus,
      @Nullable String timeoutStatus,
      @Nullable String onSuccess,
      @Nullable String onError,
      @Nullable String comment)
      implements ScriptStep {}
}
