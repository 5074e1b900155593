package io.poolwatch.server;

import org.jspecify.annotations.Nullable;

/**
 * Holds the probes of a node below its two limits, probes in flight and TLS handshakes under way,
 * and at the pace that the node can keep. Whoever has to wait, waits in the order of asking. Safe
 * for any thread; never blocks.
 */
public final class ProbeGate {
  private final Slots probes;
  private final Slots handshakes;
  private final StartPace pace = new StartPace();

  /**
   * A gate.
   *
   * @param inFlight probes at once, at least 1
   * @param handshaking TLS handshakes at once, at least 1
   */
  public ProbeGate(int inFlight, int handshaking) {
    this.probes = new Slots(inFlight);
    this.handshakes = new Slots(handshaking);
  }

  /** Probes that wait for a place, or for the pace that the node can keep. */
  public int waiting() {
    return probes.waiting() + handshakes.waiting() + pace.waiting();
  }

  /** Probes that hold a place now. */
  public int inFlight() {
    return probes.used();
  }

  /**
   * A beat has come through the threads that the probes' work passes through. Without any, starts
   * are not paced.
   *
   * @param waitedNanos how long it waited for them
   */
  public void beat(long waitedNanos) {
    pace.beat(waitedNanos);
  }

  /**
   * Asks for a place.
   *
   * @param shakes TLS handshakes that the probe will have
   * @param poke runs, on any thread, whenever {@link Pass#admitted()} is worth another look; must
   *     not block
   */
  Pass ask(int shakes, Runnable poke) {
    return new Pass(shakes, poke);
  }

  /** One probe's place in both limits; used by one thread at a time. */
  final class Pass {
    private final Runnable poke;
    private int shakesLeft;
    private Slots.@Nullable Slot handshake;
    private Slots.@Nullable Slot probe;
    private StartPace.@Nullable Start start;

    private Pass(int shakes, Runnable poke) {
      this.poke = poke;
      this.shakesLeft = shakes;
      if (shakes > 0) {
        handshake = handshakes.ask(poke);
      }
    }

    /** Whether the probe may start. */
    boolean admitted() {
      Slots.Slot first = handshake;
      if (first != null && !first.held()) {
        return false;
      }
      Slots.Slot second = probe;
      if (second == null) {
        second = probes.ask(poke);
        probe = second;
      }
      if (!second.held()) {
        return false;
      }
      StartPace.Start third = start;
      if (third == null) {
        third = pace.ask(poke);
        start = third;
      }
      return third.granted();
    }

    /** One of its handshakes is done. */
    void handshakeDone() {
      shakesLeft--;
      if (shakesLeft == 0) {
        noMoreHandshakes();
      }
    }

    private void noMoreHandshakes() {
      Slots.Slot held = handshake;
      if (held != null) {
        handshake = null;
        held.release();
      }
    }

    /** The probe is over, or won't start. */
    void leave() {
      noMoreHandshakes();
      StartPace.Start asked = start;
      if (asked != null) {
        start = null;
        asked.forget();
      }
      Slots.Slot held = probe;
      if (held != null) {
        probe = null;
        held.release();
      }
    }
  }
}
