package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.model.ConnectPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A type of check: the keys that it adds to the block {@code check}, and how they are read.
 *
 * @param keys its keys
 * @param reader reads them
 */
record CheckType(Block keys, Reader reader) {

  /** Reads a check's own settings. */
  interface Reader {

    /**
     * Reads the settings; what is wrong becomes a problem.
     *
     * @param check the block {@code check}
     * @param transports decides how connections go
     * @param files the files that a configuration may name
     */
    Probe read(Settings check, TransportReader transports, ConfigFiles files);
  }

  /** A check that has been read; immutable, the same for all servers that inherit it. */
  interface Probe {

    /** The connections it opens, in the order of its connect steps. */
    List<ConnectPlan> plans(Target target);

    /**
     * All else in its script that depends on the server: two servers with equal answers have
     * scripts that differ in {@link #plans} alone.
     */
    default String variant(Target target) {
      return "";
    }

    /** The whole script. */
    Compiled compile(Target target);

    /**
     * The script for one more server. Takes over from the earlier one what does not depend on
     * servers, so that they share it; there is nothing left that could be wrong.
     */
    CheckScript compile(Target target, CheckScript earlier);

    /** Whether it may start TLS by itself, so that settings of TLS matter to it. */
    default boolean startsTls() {
      return false;
    }

    /** Adds to a server's facts what follows from them, for explanations. */
    default void explain(Target target, Facts facts) {
      TlsSettings tls = target.transport().tls();
      if (tls != null) {
        ServerName.of(tls, target.destination(), hostHeader())
            .explain("", target.key() + ".tls", tls, target.destination(), facts);
      }
    }

    /** Tells which application protocols TLS offers if none were configured. */
    static void explainAlpn(Target target, List<String> protocols, Facts facts) {
      TlsSettings tls = target.transport().tls();
      if (tls != null && tls.alpn().isEmpty() && !protocols.isEmpty()) {
        String why = target.key() + ".tls.alpn is not set, and the protocol wants it";
        facts.note("ALPN", protocols.toString(), why);
      }
    }

    /** The Host header that was configured, from which a name can follow; null for none. */
    default @Nullable String hostHeader() {
      return null;
    }
  }
}
