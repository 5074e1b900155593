package io.poolwatch.event;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How times and addresses are written, and durations for programs. */
final class Units {
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final int MICROS_PER_MILLI_DIGITS = 3;

  private Units() {}

  /** ISO 8601 in UTC with milliseconds: {@code 2025-03-01T19:04:05.123Z}. */
  static String iso(Instant instant) {
    return ISO.format(instant);
  }

  /** Milliseconds with up to three decimals, as a JSON number: {@code 1.904}, {@code 250}. */
  static BigDecimal millis(long nanos) {
    BigDecimal millis =
        BigDecimal.valueOf(nanos, 6)
            .setScale(MICROS_PER_MILLI_DIGITS, RoundingMode.HALF_UP)
            .stripTrailingZeros();
    return millis.scale() < 0 ? millis.setScale(0) : millis;
  }

  /** Whole days until a certificate expires; negative once it has. */
  static long daysLeft(Instant notAfter, Instant now) {
    return Math.floorDiv(notAfter.getEpochSecond() - now.getEpochSecond(), 86_400L);
  }

  /** {@code 127.0.0.1:80}, {@code [::1]:80}, or an address alone. Looks no name up. */
  static String address(Object address) {
    if (address instanceof InetSocketAddress socket) {
      InetAddress ip = socket.getAddress();
      String host = ip == null ? socket.getHostString() : ip.getHostAddress();
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + socket.getPort();
    }
    return address instanceof InetAddress ip ? ip.getHostAddress() : address.toString();
  }
}
