package io.poolwatch.net;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.TlsSpec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.apache.pekko.util.ByteString;

/**
 * Opens attempts on the network: the one small door behind which the streams are.
 *
 * <p>The graph knows no deadlines: whoever opens an attempt must abort it when its time is up.
 */
public interface ConnectionGraph {

  /**
   * Starts one attempt.
   *
   * @param attempt the number that its events carry
   * @param plan how to connect
   * @param endpoint the resolved address and port of the plan's destination
   * @param listener told what happens
   */
  Attempt open(long attempt, ConnectPlan plan, InetSocketAddress endpoint, Listener listener);

  /**
   * Gets ready for attempts that speak TLS in these ways: reads their certificates and keys, anew
   * if they were known already, so that no probe waits for a file. Blocks. Files that can't be used
   * are left for the attempt to tell.
   */
  default void prepare(Set<TlsSpec> settings) {}

  /** Whoever is told what happens to an attempt: on any thread, one call at a time. */
  interface Listener {

    /**
     * Something happened; must not block. Events come in order, with at most one terminal event and
     * none after {@link Attempt#abort()}; never {@code TimedOut}, which is the owner's own.
     */
    void on(ConnectionEvent event);

    /** The stream broke by a bug of ours; it has let go of its socket. No event follows. */
    void crashed(Throwable cause);
  }

  /** One attempt under way; its methods may be called from any thread and never block. */
  interface Attempt {

    /** Sends bytes; one send at a time, after {@code Connected}. */
    void send(ByteString bytes);

    /** Starts TLS inside the open connection; nothing may be unsent. */
    void startTls(TlsSpec tls);

    /**
     * Ends the attempt in the given way; answered by {@code Closed}, unless it failed before. A
     * graceful close lets an unfinished request leave and waits for the peer's FIN for as long as
     * it takes: whoever asked for it must abort it when its time is up.
     */
    void close(CloseMode mode);

    /** Tears everything down at once (RST if connected), in every phase; no event follows. */
    void abort();

    /**
     * Whether a socket was had from the operating system. An attempt that times out without one was
     * stopped by a local fault: no file descriptor was free.
     */
    boolean socketOpened();

    /**
     * How long it has waited so far for costly work of our own, such as the verification of a
     * certificate: what goes on now, or waits for a thread, is included.
     */
    Duration ownWork();
  }
}
