package io.poolwatch.check;

import io.poolwatch.model.CheckStatus;
import java.io.IOException;
import java.util.List;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseFactory;
import org.apache.hc.core5.http.impl.nio.DefaultHttpResponseParser;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Reads one HTTP/1.x reply and judges it.
 *
 * <p>When it decides:
 *
 * <ul>
 *   <li>Interim replies (1xx but 101) are skipped, {@value #MOST_INTERIM} at most.
 *   <li>Rules on status and headers decide against the server as soon as the head is there.
 *   <li>Rules on the body are decided as its bytes come: a match at once, the lack of one at its
 *       end or when the budget is used up.
 *   <li>Nothing passes before the reply is whole, if its head says how long it is (Content-Length
 *       or chunks): a server that stops in the middle is not well. Of a body longer than the budget
 *       the part within the budget is enough. A body that ends with the connection can't be seen to
 *       be whole: without rules on it, the head decides.
 * </ul>
 *
 * <p>Source: RFC 9112, sections 4 to 7; RFC 9110, section 15.2.
 */
final class HttpReply implements Dialogue {
  /** More interim replies than this are a fault. */
  static final int MOST_INTERIM = 16;

  /** More headers than this in one head are a fault: each takes far more than its bytes. */
  static final int MOST_HEADERS = 500;

  /** Long lines are no fault: the budget of received bytes bounds them. */
  private static final Http1Config CONFIG =
      Http1Config.custom().setMaxLineLength(0).setMaxHeaderCount(MOST_HEADERS).build();

  private static final String VERSION = "HTTP/1.";
  private static final int TLS_ALERT = 0x15;

  private final List<HttpRule> rules;
  private final @Nullable HttpRule conditional;
  private final boolean head;

  /**
   * Judges by these rules.
   *
   * @param conditional a reply that fulfils it passes conditionally, whatever the rules say; null
   *     for none
   * @param head whether the request was a HEAD
   */
  HttpReply(List<HttpRule> rules, @Nullable HttpRule conditional, boolean head) {
    this.rules = List.copyOf(rules);
    this.conditional = conditional;
    this.head = head;
  }

  @Override
  public Conversation begin() {
    return new Reading();
  }

  @Override
  public String describe() {
    return HttpJudge.describe(rules, conditional);
  }

  private final class Reading implements Conversation {
    private final HttpInput input = new HttpInput();
    private final DefaultHttpResponseParser<HttpResponse> parser =
        new DefaultHttpResponseParser<>(CONFIG, DefaultHttpResponseFactory.INSTANCE);
    private boolean heard;
    private boolean versionSeen;
    private int interim;
    private @Nullable HttpResponse response;
    private @Nullable HttpBody body;
    private final HttpJudge judge = new HttpJudge(rules, conditional);

    @Override
    public Turn open() {
      return NeedMore.INSTANCE;
    }

    @Override
    public Turn received(ByteString bytes) {
      heard = true;
      input.add(bytes);
      try {
        if (body == null) {
          Done fault = readHead();
          if (fault != null) {
            return fault;
          }
        }
        if (response == null || body == null) {
          return NeedMore.INSTANCE;
        }
        body.advance();
        Done done = judge.body(response, body, body.complete(), false);
        return done == null ? NeedMore.INSTANCE : done;
      } catch (HttpException | IOException | IllegalArgumentException e) {
        return malformed(e);
      }
    }

    @Override
    public Done ended(End end) {
      input.end();
      if (response == null || body == null) {
        return noHead(end);
      }
      try {
        if (end == End.CLOSED) {
          body.advance();
        }
      } catch (IOException | IllegalArgumentException e) {
        return fault("truncated reply: " + body.progress());
      }
      Done done = judge.body(response, body, true, true);
      return done == null ? fault("truncated reply: " + body.progress()) : done;
    }

    @Override
    public @Nullable Done expired() {
      return response == null || body == null ? null : judge.body(response, body, false, true);
    }

    @Override
    public @Nullable CheckStatus timeoutStatus() {
      return judge.timeoutStatus();
    }

    @Override
    public String pending() {
      if (response == null || body == null) {
        return "the head has not ended" + unread(": got ");
      }
      return response.getCode() + ", but only " + body.progress();
    }

    /** Reads up to the end of the final head; a fault, or null to go on. */
    private @Nullable Done readHead() throws HttpException, IOException {
      if (!versionSeen) {
        Done fault = readVersion();
        if (fault != null || !versionSeen) {
          return fault;
        }
      }
      HttpResponse next = parser.parse(input, false);
      while (next != null && interim(next.getCode())) {
        if (++interim > MOST_INTERIM) {
          return fault(
              "more than " + MOST_INTERIM + " interim replies, the last " + next.getCode());
        }
        parser.reset();
        next = parser.parse(input, false);
      }
      if (next == null) {
        return null;
      }
      response = next;
      body = HttpBody.of(next, head, input);
      return judge.head(next);
    }

    /** Tells what is no HTTP/1.x reply by its first bytes, be there a line end or not. */
    private @Nullable Done readVersion() {
      int start = 0;
      while (start < input.length() && (input.peek(start) == '\r' || input.peek(start) == '\n')) {
        start++;
      }
      int length = Math.min(VERSION.length(), input.length() - start);
      for (int i = 0; i < length; i++) {
        if (input.peek(start + i) != VERSION.charAt(i)) {
          String hint = input.peek(start) == TLS_ALERT ? " (a TLS alert: is TLS missing?)" : "";
          return fault("not an HTTP/1.x reply: got " + input.excerpt() + hint);
        }
      }
      versionSeen = length == VERSION.length();
      return null;
    }

    private Done noHead(End end) {
      if (!heard) {
        return fault("empty reply: the peer closed without a byte");
      }
      String what =
          end == End.BUDGET
              ? "the head is longer than max-response-bytes"
              : "the reply ended within its head";
      return fault(what + unread(": got "));
    }

    /** The line that was still under way; nothing between two lines. */
    private String unread(String before) {
      return input.hasData() ? before + input.excerpt() : "";
    }

    private Done malformed(Exception cause) {
      String what = body == null ? "bad HTTP reply" : "bad HTTP body";
      return fault(what + ": " + cause.getMessage()).telling(what);
    }

    private Done fault(String info) {
      return done(CheckStatus.L7RSP, info);
    }

    private Done done(CheckStatus status, String info) {
      return HttpJudge.done(status, response, info);
    }
  }

  /** Whether a reply of this status goes before the final one. */
  static boolean interim(int code) {
    return code < HttpStatus.SC_SUCCESS && code != HttpStatus.SC_SWITCHING_PROTOCOLS;
  }
}
