package io.poolwatch.model;

import org.jspecify.annotations.Nullable;

/**
 * The result of one probe.
 *
 * @param outcome what it says about the server
 * @param status HAProxy's status, naming the layer
 * @param code the protocol's own number (an HTTP status, an SQL error); {@link #NO_CODE} if none
 * @param info why, in words for an operator; empty if there is nothing to add. May hold text that
 *     came from the server: whoever prints it escapes it
 * @param phase the phase in which the result was decided
 * @param timings how long each part took
 * @param tls what the last TLS handshake negotiated; null without TLS
 */
public record CheckResult(
    Outcome outcome,
    CheckStatus status,
    int code,
    String info,
    Phase phase,
    Timings timings,
    @Nullable TlsInfo tls) {

  /** Stands for a result that has no code. */
  public static final int NO_CODE = -1;

  /** A result that says nothing about the server and did not open a connection. */
  public static CheckResult inconclusive(CheckStatus status, Phase phase, String info) {
    return new CheckResult(Outcome.INCONCLUSIVE, status, NO_CODE, info, phase, Timings.NONE, null);
  }

  /** Whether two results differ only in what differs from probe to probe. */
  public boolean sameVerdict(@Nullable CheckResult other) {
    return other != null
        && outcome == other.outcome
        && status == other.status
        && code == other.code;
  }
}
