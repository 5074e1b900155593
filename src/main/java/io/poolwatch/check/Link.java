package io.poolwatch.check;

import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import org.jspecify.annotations.Nullable;

/** What is known of one connection of a probe. */
final class Link {
  private final Step.Connect step;
  private boolean secured;
  private boolean peerClosed;
  private int unsent;
  private @Nullable ConnectionEvent ending;

  Link(Step.Connect step) {
    this.step = step;
  }

  HostPort destination() {
    return step.plan().destination();
  }

  /** Whether TLS is spoken from the first byte. */
  boolean wantsTls() {
    return step.plan().tls() != null;
  }

  void secured() {
    secured = true;
  }

  boolean isSecured() {
    return secured;
  }

  /** The peer will send no more. */
  void peerClosed() {
    peerClosed = true;
  }

  /** So many bytes of the request have not left yet. */
  void unsent(int bytes) {
    unsent = bytes;
  }

  int unsent() {
    return unsent;
  }

  /** This event ended the attempt: nothing can be done on the network any more. */
  void end(ConnectionEvent event) {
    ending = event;
  }

  /** The event that ended the attempt; null while it is open. */
  @Nullable ConnectionEvent ending() {
    return ending;
  }

  /** Whether its deadline has passed. */
  boolean timedOut() {
    return ending instanceof ConnectionEvent.TimedOut;
  }

  /** Why the transport failed; null if it did not. */
  @Nullable Failure failure() {
    return ending instanceof ConnectionEvent.Failed failed ? failed.failure() : null;
  }

  /** Whether nothing more can come; a time-out does not say so. */
  boolean silent() {
    return peerClosed || ending instanceof ConnectionEvent.Failed;
  }

  /**
   * How it is to be closed. By itself: with RST after a failure, which leaves no TIME_WAIT behind,
   * and after a pass unless a goodbye is due; plainly if the peer has closed already.
   */
  CloseMode closeMode(CheckScript script, ClosePolicy policy, boolean pass) {
    boolean goodbye = script.closeGracefully() || step.linger() || secured;
    boolean graceful =
        switch (policy) {
          case ABORT -> false;
          case GRACEFUL -> true;
          case AUTO -> peerClosed || (pass && goodbye);
        };
    return graceful ? CloseMode.GRACEFUL : CloseMode.ABORT;
  }

  /** Whether there is a peer that a goodbye would reach. */
  boolean heard() {
    return !peerClosed && ending == null;
  }
}
