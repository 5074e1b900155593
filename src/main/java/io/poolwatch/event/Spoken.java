package io.poolwatch.event;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.DurationText;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.Vote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Says the values of events in words; whatever came from outside is escaped. */
final class Spoken {
  private final Palette palette;
  private final Instant now;

  /** Words in these colours; days left are counted from {@code now}. */
  Spoken(Palette palette, Instant now) {
    this.palette = palette;
    this.now = now;
  }

  String value(Object value) {
    if (value instanceof Enum<?> word) {
      return palette.state(word.name());
    } else if (value instanceof Duration duration) {
      return DurationText.of(duration);
    } else if (value instanceof Instant instant) {
      return Units.iso(instant);
    } else if (value instanceof InetSocketAddress || value instanceof InetAddress) {
      return PrintableText.escape(Units.address(value));
    } else if (value instanceof CheckResult result) {
      return result(result);
    } else if (value instanceof Evidence evidence) {
      return evidence(evidence);
    } else if (value instanceof Vote vote) {
      return vote(vote);
    } else if (value instanceof Failure failure) {
      return failure.kind() + ": " + PrintableText.escape(failure.detail());
    } else if (value instanceof TlsInfo tls) {
      return PrintableText.escape(tls.cipher()) + " " + tls(tls);
    } else if (value instanceof Collection<?> list) {
      return list.stream().map(this::value).collect(Collectors.joining(", "));
    } else if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> value(entry.getKey()) + " " + value(entry.getValue()))
          .collect(Collectors.joining(", "));
    }
    return PrintableText.escape(value.toString());
  }

  /** {@code L7OK 200 in 1.9 ms (TLSv1.3, …)}; a failure says itself how long it took. */
  String result(CheckResult result) {
    StringBuilder words = new StringBuilder(why(result));
    long total = result.timings().totalNanos();
    if (result.outcome().pass() && total != Timings.ABSENT) {
      words.append(" in ").append(DurationText.ofNanos(total));
    }
    if (result.outcome() == Outcome.INCONCLUSIVE && !result.info().contains("inconclusive")) {
      words.append(" (inconclusive)");
    }
    TlsInfo tls = result.tls();
    if (tls != null) {
      words.append(" (").append(tls(tls)).append(')');
    }
    return words.toString();
  }

  /** {@code L7STS 503 Service Unavailable: …}; HAProxy's words where there are none of ours. */
  private String why(CheckResult result) {
    boolean silentFailure = result.info().isEmpty() && !result.outcome().pass();
    String info = silentFailure ? result.status().description() : result.info();
    String code = result.code() == CheckResult.NO_CODE ? "" : Integer.toString(result.code());
    StringBuilder words = new StringBuilder();
    if (result.check() != null) {
      words.append(PrintableText.escape(result.check())).append(": ");
    }
    words.append(palette.status(result));
    if (!code.isEmpty() && !info.startsWith(code)) {
      words.append(' ').append(code);
    }
    if (!info.isEmpty()) {
      words.append(' ').append(PrintableText.escape(info));
    }
    return words.toString();
  }

  private String evidence(Evidence evidence) {
    String health = evidence.health();
    String result = result(evidence.result());
    return health == null ? result : result + "  [" + health + "]";
  }

  private String vote(Vote vote) {
    CheckResult evidence = vote.evidence();
    String said = PrintableText.escape(vote.node()) + " " + value(vote.choice());
    return evidence == null ? said : said + " (" + why(evidence) + ")";
  }

  /** {@code TLSv1.3, ALPN h2, certificate 12 days left}. */
  private String tls(TlsInfo tls) {
    StringBuilder words = new StringBuilder(PrintableText.escape(tls.version()));
    String alpn = tls.alpn();
    if (alpn != null) {
      words.append(", ALPN ").append(PrintableText.escape(alpn));
    }
    Instant notAfter = tls.notAfter();
    if (notAfter != null) {
      words.append(", certificate ").append(left(Units.daysLeft(notAfter, now)));
    }
    return words.toString();
  }

  private static String left(long days) {
    if (days < 0) {
      return "expired";
    }
    if (days == 0) {
      return "less than a day left";
    }
    return days == 1 ? "1 day left" : days + " days left";
  }
}
