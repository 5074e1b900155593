package io.poolwatch.net;

import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Failure.Kind;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The one table from what the operating system, Pekko and the TLS library throw to the reasons that
 * operators are told.
 *
 * <p>Pekko hands on why a connection could not be made as the cause of an exception, but why an
 * open one broke as text alone; the JDK tells errors of the operating system and TLS alerts apart
 * by text. Pure.
 */
final class Failures {
  /** A chain of causes is never followed further than this: it might be a loop. */
  static final int MAX_CAUSES = 16;

  private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

  /** Beginnings of texts that say that the fault lies on this machine. */
  private static final List<String> LOCAL_TEXTS =
      List.of(
          "cannot assign requested address",
          "address already in use",
          "permission denied",
          "operation not permitted",
          "too many open files",
          "no buffer space available",
          "invalid argument",
          "address family not supported",
          "protocol family unavailable",
          "protocol family not supported",
          "network is down",
          // Pekko's, when its actors are stopped under a connection.
          "has terminated");

  private static final List<String> UNREACHABLE_TEXTS =
      List.of("network is unreachable", "no route to host", "host is down", "host is unreachable");

  private static final List<String> RESET_TEXTS =
      List.of("connection reset", "broken pipe", "connection abort");

  /** The TLS library's words for a peer with which no protocol or cipher is shared. */
  private static final List<String> PROTOCOL_TEXTS =
      List.of(
          "selected protocol version",
          "no appropriate protocol",
          "unsupported protocol version",
          "unsupported tls",
          "not supported by client",
          "ciphersuite",
          "cipher suite");

  private Failures() {}

  /** Why a connection broke or could not be made. */
  static Failure ofConnection(Throwable thrown) {
    Throwable reason = root(thrown);
    String text = words(reason);
    String lower = text.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf("closed with error: ");
    if (colon >= 0) {
      lower = lower.substring(colon + "closed with error: ".length());
    }
    if (reason instanceof BindException || contains(lower, LOCAL_TEXTS)) {
      return new Failure(Kind.LOCAL, lower);
    }
    if (reason instanceof NoRouteToHostException || contains(lower, UNREACHABLE_TEXTS)) {
      return new Failure(Kind.UNREACHABLE, lower);
    }
    if (contains(lower, RESET_TEXTS)) {
      return new Failure(Kind.RESET, lower);
    }
    if (reason instanceof ConnectException) {
      return new Failure(lower.contains("timed out") ? Kind.UNREACHABLE : Kind.REFUSED, lower);
    }
    return new Failure(Kind.IO, lower);
  }

  /** Why TLS failed. */
  static Failure ofTls(Throwable thrown) {
    Throwable at = thrown;
    for (int depth = 0; at != null && depth < MAX_CAUSES; depth++) {
      if (at instanceof CertificateRefusal refusal) {
        return refusal.failure();
      }
      if (at instanceof TransportException classified) {
        return classified.failure();
      }
      at = at.getCause();
    }
    String text = words(thrown);
    Matcher alert = ALERT.matcher(text);
    if (alert.find()) {
      return ofAlert(alert.group(1));
    }
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("close_notify during handshake")) {
      return new Failure(Kind.HANDSHAKE_CLOSED, "peer said close_notify");
    }
    if (thrown instanceof SSLException && contains(lower, PROTOCOL_TEXTS)) {
      return new Failure(Kind.PROTOCOL, text);
    }
    return new Failure(Kind.TLS, text);
  }

  private static Failure ofAlert(String alert) {
    Kind kind = alert.equals("protocol_version") ? Kind.PROTOCOL : Kind.ALERT;
    String hint =
        switch (alert) {
          case "protocol_version" -> ": it speaks none of our TLS versions";
          case "handshake_failure" -> ": no cipher in common, or it wants a client certificate";
          case "insufficient_security" -> ": it wants stronger ciphers";
          case "certificate_required" -> ": it wants a client certificate";
          case "bad_certificate", "unsupported_certificate", "certificate_unknown" ->
              ": it does not accept our client certificate, or misses one";
          case "certificate_expired" -> ": our client certificate has expired";
          case "certificate_revoked" -> ": our client certificate is revoked";
          case "unknown_ca" -> ": it does not know the CA of our client certificate";
          case "unrecognized_name" -> ": it has nothing for our server-name";
          case "no_application_protocol" -> ": it speaks none of our ALPN protocols";
          default -> "";
        };
    return new Failure(kind, "peer sent TLS alert " + alert + hint);
  }

  /** Why a certificate's dates are not accepted; null if they are. */
  static @Nullable Failure dates(X509Certificate certificate, boolean leaf, Instant now) {
    String subject =
        leaf
            ? "certificate"
            : "CA certificate "
                + PeerIdentity.shortName(certificate.getSubjectX500Principal().getName());
    Instant notAfter = certificate.getNotAfter().toInstant();
    if (now.isAfter(notAfter)) {
      return new Failure(
          Kind.CERTIFICATE_EXPIRED,
          subject + " expired on " + notAfter + " (" + span(notAfter, now) + " ago)");
    }
    Instant notBefore = certificate.getNotBefore().toInstant();
    if (now.isBefore(notBefore)) {
      return new Failure(
          Kind.CERTIFICATE_NOT_YET_VALID,
          subject + " is not valid before " + notBefore + " (in " + span(now, notBefore) + ")");
    }
    return null;
  }

  static Failure wrongName(String wanted, X509Certificate certificate) {
    return new Failure(
        Kind.WRONG_NAME,
        "certificate has no SAN for "
            + wanted
            + " (it is for "
            + String.join(", ", PeerIdentity.names(certificate))
            + ")");
  }

  static Failure unknownCa(X509Certificate[] chain) {
    X509Certificate last = chain[chain.length - 1];
    boolean selfSigned = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
    return new Failure(
        Kind.UNKNOWN_CA,
        "unknown CA (issuer "
            + issuer(chain)
            + (selfSigned && chain.length == 1 ? ", self-signed)" : ")"));
  }

  static Failure forgedCa(X509Certificate[] chain) {
    return new Failure(
        Kind.UNKNOWN_CA,
        "unknown CA (issuer " + issuer(chain) + " has the name of a known one, but another key)");
  }

  private static String issuer(X509Certificate[] chain) {
    return PeerIdentity.shortName(chain[chain.length - 1].getIssuerX500Principal().getName());
  }

  /** What a peer is told to have sent that does not speak TLS. */
  static String plaintextPeer(ByteString sent) {
    return "peer does not speak TLS (it sent " + Excerpt.of(sent) + ")";
  }

  /** A throwable's own words, or its name if it has none. */
  static String words(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank() ? thrown.getClass().getSimpleName() : message;
  }

  private static Throwable root(Throwable thrown) {
    Throwable at = thrown;
    for (int depth = 0; at.getCause() != null && depth < MAX_CAUSES; depth++) {
      at = at.getCause();
    }
    return at;
  }

  private static boolean contains(String text, List<String> parts) {
    return parts.stream().anyMatch(text::contains);
  }

  private static String span(Instant from, Instant to) {
    Duration span = Duration.between(from, to);
    if (span.toDays() > 0) {
      return count(span.toDays(), "day");
    }
    return span.toHours() > 0 ? count(span.toHours(), "hour") : count(span.toMinutes(), "minute");
  }

  private static String count(long number, String unit) {
    return number + " " + unit + (number == 1 ? "" : "s");
  }
}
