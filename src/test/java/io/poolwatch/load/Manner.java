package io.poolwatch.load;

/** How an endpoint of an {@link EndpointFarm} treats whoever connects. */
public enum Manner {
  /** Answers an HTTP request at once with status 200. */
  ANSWERS,
  /** Answers an HTTP request at once, with status 200 and 503 in turn. */
  ALTERNATES,
  /** Answers like the first, byte by byte. */
  TRICKLES,
  /** Accepts, and resets the connection as soon as the first bytes come. */
  RESETS,
  /** Accepts, and never says anything. */
  SILENT,
  /** Refuses every connection. */
  REFUSES,
  /** Drops every packet. */
  BLACK_HOLE
}
