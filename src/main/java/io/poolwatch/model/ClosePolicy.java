package io.poolwatch.model;

/** How a probe's connection is ended when its result is known: the setting {@code check.close}. */
public enum ClosePolicy {
  /** As fits the check and its result: RST after a failure, a goodbye where one is due. */
  AUTO,
  /** Always RST. */
  ABORT,
  /** Always FIN, after the protocol's goodbye where it has one. */
  GRACEFUL
}
