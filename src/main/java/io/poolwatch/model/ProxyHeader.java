package io.poolwatch.model;

/** The PROXY protocol header that goes in front of everything else on a connection. */
public enum ProxyHeader {
  NONE,
  /** The text form. */
  V1,
  /** The binary form. */
  V2
}
