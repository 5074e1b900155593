package io.poolwatch.event;

/** The names of events, as users and scripts know them. */
public enum EventName {
  NODE_STARTED,
  NODE_STOPPED,
  CONFIG_LOADED,
  CONFIG_RELOADED,
  /** A reload was refused: the configuration on disk has errors, and nothing changed. */
  CONFIG_REFUSED,
  CHECK_RESULT,
  SERVER_TRANSITION,
  VOTE_CHANGED,
  ADMIN_CHANGED,
  /** Of two admin states that were set on two sides of a cut, the one that does not hold. */
  ADMIN_SUPERSEDED,
  /** What was kept on the disk can't be read and is set aside. */
  STATE_UNREADABLE,
  /** A server's agent wants another weight, or another number of connections. */
  CAPACITY_CHANGED,
  POOL_TRANSITION,
  CONTESTED,
  CONTESTED_ENDED,
  NODE_JOINED,
  NODE_UNREACHABLE,
  NODE_REACHABLE,
  NODE_REMOVED,
  FLEET_JOINED,
  FLEET_LOST,
  QUORATE_CHANGED,
  /** A node's own certificate can't be used as it is in its file; told once for each reason. */
  CLUSTER_TLS_REFUSED,
  /** A node's certificate was renewed, or can be used again. */
  CLUSTER_TLS_RELOADED,
  CONFIG_MISMATCH,
  CLOCK_SKEW,
  SELF_DOUBT,
  SERVER_STALE,
  /** A server's agent was silent for long; what it said last stands. */
  AGENT_STALE,
  AGENT_STALE_ENDED,
  ENDPOINT_CHANGED,
  /** A name could not be looked up; told once, until it can be again. */
  RESOLVE_FAILED,
  RESOLVE_RECOVERED,
  EVENTS_DROPPED,
  /** One who is told what happens can't be reached; told once, until it can be again. */
  SINK_FAILED,
  SINK_RECOVERED,
  /** A runtime command was given that may change something. */
  RUNTIME_COMMAND,
  /** The HTTP API was asked to change something. */
  API_COMMAND,
  /** A client of the API's event stream did not read, and was dropped. */
  API_CLIENT_DROPPED,
  CONNECTION_OPENING,
  CONNECTION_CONNECTED,
  CONNECTION_SECURED,
  CONNECTION_SENT,
  CONNECTION_RECEIVED,
  CONNECTION_PEER_CLOSED,
  CONNECTION_TIMED_OUT,
  CONNECTION_FAILED,
  CONNECTION_CLOSED,
  /** An external program is run in place of a connection. */
  PROGRAM_STARTED,
  PROGRAM_ENDED,
  ACTOR_RESTARTED;

  private final String text = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

  /** The name as it is written: {@code server-transition}. */
  public String text() {
    return text;
  }
}
