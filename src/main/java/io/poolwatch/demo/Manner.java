package io.poolwatch.demo;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How a backend treats whoever connects.
 *
 * @param listens whether it accepts connections; else it refuses them
 * @param reply what it answers to a request; null for nothing, ever
 * @param gap how long it waits before each byte of the reply; zero to send it at once
 * @param tls whom it presents itself as; null to speak plain
 */
record Manner(boolean listens, @Nullable String reply, Duration gap, @Nullable SSLContext tls) {
  private static final String OK = reply("200 OK", "all is well\n");
  private static final String BUSY = reply("503 Service Unavailable", "come back later\n");

  /** Answers at once that all is well. */
  static final Manner WELL = new Manner(true, OK, Duration.ZERO, null);

  /** Answers that it can't serve. */
  static final Manner FAILING = new Manner(true, BUSY, Duration.ZERO, null);

  /** Nobody listens. */
  static final Manner REFUSING = new Manner(false, null, Duration.ZERO, null);

  /** Takes the request and says nothing. */
  static final Manner STALLING = new Manner(true, null, Duration.ZERO, null);

  /** Answers one byte at a time. */
  static Manner trickling(Duration gap) {
    return new Manner(true, OK, gap, null);
  }

  /** Answers over TLS that all is well. */
  static Manner over(SSLContext tls) {
    return new Manner(true, OK, Duration.ZERO, tls);
  }

  private static String reply(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Length: "
        + body.length()
        + "\r\nConnection: close\r\n\r\n"
        + body;
  }
}
