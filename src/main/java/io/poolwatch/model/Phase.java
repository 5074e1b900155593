package io.poolwatch.model;

/** The part of a probe that was under way when something happened. */
public enum Phase {
  /** Looking up the address of a name. */
  RESOLVE,
  /** Establishing TCP, and sending the PROXY protocol header where there is one. */
  CONNECT,
  /** The TLS handshake. */
  TLS,
  /** Handing a request to the transport. */
  SEND,
  /** Waiting for a reply or reading it. */
  RECEIVE,
  /** Saying goodbye. */
  CLOSE
}
