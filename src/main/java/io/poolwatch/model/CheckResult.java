package io.poolwatch.model;

import java.util.Objects;
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
 * @param agent what the server's agent said; null of a check, and of an agent that did not answer
 * @param check the name of the check; null if it is its server's only one
 * @param ownInfo {@code info} without the words of the server that it tells as they are; null if it
 *     has none but in quotes
 */
public record CheckResult(
    Outcome outcome,
    CheckStatus status,
    int code,
    String info,
    Phase phase,
    Timings timings,
    @Nullable TlsInfo tls,
    @Nullable AgentReply agent,
    @Nullable String check,
    @Nullable String ownInfo) {

  /** Stands for a result that has no code. */
  public static final int NO_CODE = -1;

  /** The result of a server's only check. */
  public CheckResult(
      Outcome outcome,
      CheckStatus status,
      int code,
      String info,
      Phase phase,
      Timings timings,
      @Nullable TlsInfo tls) {
    this(outcome, status, code, info, phase, timings, tls, null, null, null);
  }

  /** The same as the result of a check that has a name. */
  public CheckResult of(String name) {
    return new CheckResult(outcome, status, code, info, phase, timings, tls, agent, name, ownInfo);
  }

  /** The same, told in these words, which are all our own. */
  public CheckResult saying(String words) {
    return new CheckResult(outcome, status, code, words, phase, timings, tls, agent, check, null);
  }

  /** The same, without meaning for the server. */
  public CheckResult inconclusive() {
    return new CheckResult(
        Outcome.INCONCLUSIVE, status, code, info, phase, timings, tls, agent, check, ownInfo);
  }

  /** A result that says nothing about the server and did not open a connection. */
  public static CheckResult inconclusive(CheckStatus status, Phase phase, String info) {
    return new CheckResult(Outcome.INCONCLUSIVE, status, NO_CODE, info, phase, Timings.NONE, null);
  }

  /**
   * Stands for a command in place of a result: health is what somebody says it is.
   *
   * @param author who says so
   * @param check the name of the check; null if it is its server's only one
   */
  public static CheckResult commanded(
      OperationalState state, String author, @Nullable String check) {
    Outcome outcome =
        switch (state) {
          case UP -> Outcome.PASSED;
          case STOPPING -> Outcome.CONDITIONAL;
          case DOWN -> Outcome.FAILED;
          case UNKNOWN -> Outcome.INCONCLUSIVE;
        };
    String info = "changed by a runtime command of " + author;
    return new CheckResult(
        outcome,
        CheckStatus.UNK,
        NO_CODE,
        info,
        Phase.RESOLVE,
        Timings.NONE,
        null,
        null,
        check,
        null);
  }

  /** Whether it stands for a command. */
  public boolean commanded() {
    return status == CheckStatus.UNK;
  }

  /** Whether two results differ only in what differs from probe to probe. */
  public boolean sameVerdict(@Nullable CheckResult other) {
    return other != null
        && outcome == other.outcome
        && status == other.status
        && code == other.code
        && Objects.equals(agent, other.agent);
  }
}
