package io.poolwatch.event;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerId;
import java.time.Instant;

/** A probe's result as one line for users, in the words that events use. */
public final class ResultLine {
  private ResultLine() {}

  /**
   * The stable form: a JSON object of pool, server and the fields of a {@code check-result}.
   *
   * @param now when the days until a certificate expires are counted from
   */
  public static String json(ServerId server, CheckResult result, Instant now) {
    return JsonObject.write(
        now,
        json -> {
          json.field("pool", server.pool());
          json.field("server", server.server());
          json.result(result);
        });
  }

  /** The same without pool and server. */
  public static String json(CheckResult result, Instant now) {
    return JsonObject.write(now, json -> json.result(result));
  }

  /** A time as events tell it: ISO 8601 in UTC with milliseconds. */
  public static String time(Instant instant) {
    return Units.iso(instant);
  }

  /**
   * For eyes: {@code L7OK 200 in 1.9 ms}. Text from the server is escaped.
   *
   * @param colour whether ANSI colours are wanted: a terminal
   */
  public static String text(CheckResult result, Instant now, boolean colour) {
    return new Spoken(colour ? Palette.ANSI : Palette.PLAIN, now).result(result);
  }
}
