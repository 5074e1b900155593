package io.poolwatch.model;

/**
 * The one table of check statuses: HAProxy's names, numbers and descriptions, and which outcome
 * each of them stands for.
 *
 * <p>Source: HAProxy's management guide, {@code check_status} in {@code show stat}, and {@code
 * srv_check_status} in {@code show servers state}.
 */
public enum CheckStatus {
  UNK(0, "Unknown", Outcome.INCONCLUSIVE, false),
  INI(1, "Initializing", Outcome.INCONCLUSIVE, false),
  /** An agent answered without a word of health. */
  CHECKED(3, "No status change", Outcome.NEUTRAL, false),
  SOCKERR(5, "Socket error", Outcome.FAILED, false),
  L4OK(6, "Layer4 check passed", Outcome.PASSED, false),
  L4TOUT(7, "Layer4 timeout", Outcome.FAILED, false),
  L4CON(8, "Layer4 connection problem", Outcome.FAILED, false),
  L6OK(9, "Layer6 check passed", Outcome.PASSED, false),
  L6TOUT(10, "Layer6 timeout", Outcome.FAILED, false),
  L6RSP(11, "Layer6 invalid response", Outcome.FAILED, false),
  L7TOUT(12, "Layer7 timeout", Outcome.FAILED, false),
  L7RSP(13, "Layer7 invalid response", Outcome.FAILED, false),
  L7OK(15, "Layer7 check passed", Outcome.PASSED, true),
  L7OKC(16, "Layer7 check conditionally passed", Outcome.CONDITIONAL, true),
  L7STS(17, "Layer7 wrong status", Outcome.FAILED, true),
  PROCERR(18, "External check error", Outcome.FAILED, true),
  PROCTOUT(19, "External check timeout", Outcome.FAILED, true),
  PROCOK(20, "External check passed", Outcome.PASSED, true);

  private final int number;
  private final String description;
  private final Outcome outcome;
  private final boolean carriesCode;

  CheckStatus(int number, String description, Outcome outcome, boolean carriesCode) {
    this.number = number;
    this.description = description;
    this.outcome = outcome;
    this.carriesCode = carriesCode;
  }

  /** How an attempt on the network ended before its script could decide. */
  public enum Ending {
    /** The armed deadline passed. */
    TIMEOUT,
    /** The transport failed. */
    FAILURE
  }

  /**
   * The status that names the layer that was still pending when an attempt ended early.
   *
   * <p>Time-outs and failures while connecting are layer 4, during the handshake layer 6. After
   * that a time-out is layer 7, sending included, and an I/O error is a socket error.
   */
  public static CheckStatus of(Phase phase, Ending ending) {
    boolean timeout = ending == Ending.TIMEOUT;
    return switch (phase) {
      case RESOLVE -> SOCKERR;
      case CONNECT -> timeout ? L4TOUT : L4CON;
      case TLS -> timeout ? L6TOUT : L6RSP;
      case SEND, RECEIVE, CLOSE -> timeout ? L7TOUT : SOCKERR;
    };
  }

  /** HAProxy's number for this status. */
  public int number() {
    return number;
  }

  /** HAProxy's words for this status. */
  public String description() {
    return description;
  }

  /** What a conclusive probe that ends with this status says about its server. */
  public Outcome outcome() {
    return outcome;
  }

  /** Whether a result with this status has a meaningful {@code code}. */
  public boolean carriesCode() {
    return carriesCode;
  }
}
