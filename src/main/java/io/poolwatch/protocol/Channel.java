package io.poolwatch.protocol;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.TlsSpec;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a protocol's check speaks over: the connection that it opens, the TLS that it may start
 * inside, and whether a password may leave on it.
 *
 * <p>The rule about passwords: one that leaves so that the peer could read it leaves only over
 * verified TLS, unless the user allows it. TLS whose certificate is not verified may end anywhere.
 *
 * @param plan the connection
 * @param host who is asked for in protocols that say so: the server's configured name, else the
 *     name or the address that is connected to, an IPv6 address in brackets
 * @param startTls the TLS that the check asks its server for inside the connection; null for none
 * @param allowPlaintextPassword whether a password may leave in clear all the same
 */
public record Channel(
    ConnectPlan plan, String host, @Nullable TlsSpec startTls, boolean allowPlaintextPassword) {

  /** Why a password was kept back, for the info of a result. */
  static final String KEPT_BACK =
      "the password would leave in clear, for the connection has no verified TLS; it was not sent"
          + " (check.allow-plaintext-password = true allows it)";

  /** Whether the connection is verified TLS from its first byte. */
  boolean verified() {
    return verified(plan.tls());
  }

  /**
   * Whether a password may leave in clear now.
   *
   * @param secured whether {@link #startTls()} has been done
   */
  boolean mayTell(boolean secured) {
    return allowPlaintextPassword || verified() || (secured && verified(startTls));
  }

  /**
   * The problem of a check that can only send its password in clear; empty if it may.
   *
   * @param setting the setting that holds the password
   */
  Optional<Problem> inClear(String setting) {
    return mayTell(true)
        ? Optional.empty()
        : Optional.of(
            new Problem(
                setting,
                "the password would leave in clear, for the check has no verified TLS",
                "speak TLS and verify the certificate, or set check.allow-plaintext-password ="
                    + " true"));
  }

  /** The problem of a check that would speak TLS inside TLS; empty if the connection is plain. */
  public Optional<Problem> alreadySecure(String setting) {
    return plan.tls() == null
        ? Optional.empty()
        : Optional.of(
            new Problem(
                setting,
                "the connection speaks TLS already, from its first byte",
                "set check.tls.enabled = false if TLS starts inside the connection"));
  }

  /** The script of a check that connects and then talks, with a graceful end after a pass. */
  Compiled converse(String type, Dialogue dialogue, ByteString goodbye) {
    List<Step> steps = List.of(Step.Connect.implicit(plan), new Step.Converse(dialogue, null));
    return Compiled.of(new CheckScript(type, steps, false, true, goodbye));
  }

  private static boolean verified(@Nullable TlsSpec tls) {
    return tls != null && tls.verify() != TlsSpec.Verify.NONE;
  }
}
