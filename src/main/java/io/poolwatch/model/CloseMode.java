package io.poolwatch.model;

/** How an attempt is ended. */
public enum CloseMode {
  /** The protocol's and TLS's goodbye, FIN, and a short wait for the peer's. */
  GRACEFUL,
  /** RST: no TIME_WAIT, no closing round trip. */
  ABORT
}
