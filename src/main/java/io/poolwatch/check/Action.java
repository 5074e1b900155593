package io.poolwatch.check;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.TlsSpec;
import org.apache.pekko.util.ByteString;

/** What an {@link Interpreter} wants done next. */
public sealed interface Action {

  /** Nothing: wait for the next event. */
  enum Await implements Action {
    INSTANCE
  }

  /** Open a connection; the one before is closed already. */
  record Open(ConnectPlan plan) implements Action {}

  /** Run an external program in place of a connection. */
  record Execute(ProgramPlan plan) implements Action {}

  /** Send these bytes on the open connection. */
  record Send(ByteString bytes) implements Action {

    /** Not the bytes: they may be a login. */
    @Override
    public String toString() {
      return "Send[" + Excerpt.bytes(bytes.length()) + "]";
    }
  }

  /** Start TLS on the open connection. */
  record StartTls(TlsSpec tls) implements Action {}

  /** Close the connection because the script opens another; tell the exchange when it is closed. */
  record Close(CloseMode mode) implements Action {}

  /**
   * The result is known. What is still open is to be closed in the given way, after {@code goodbye}
   * was sent if the mode is graceful and it is not empty.
   */
  record Conclude(CheckResult result, CloseMode mode, ByteString goodbye) implements Action {}
}
