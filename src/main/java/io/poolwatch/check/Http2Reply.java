package io.poolwatch.check;

import io.poolwatch.model.CheckStatus;
import java.util.List;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request over HTTP/2 and judges the reply by the same rules as {@link HttpReply}, at the
 * same times: the head decides against a server at once, nothing passes before the reply is whole
 * or the budget is used up. What came before a fault is judged first, so that no verdict depends on
 * how the reply was cut into pieces.
 *
 * <p>Source: RFC 9113.
 */
final class Http2Reply implements Dialogue {
  private final ByteString request;
  private final List<HttpRule> rules;
  private final @Nullable HttpRule conditional;

  /**
   * Sends a request and judges by rules.
   *
   * @param request see {@link Http2Frames#request}
   * @param conditional a reply that fulfils it passes conditionally; null for none
   */
  Http2Reply(ByteString request, List<HttpRule> rules, @Nullable HttpRule conditional) {
    this.request = request;
    this.rules = List.copyOf(rules);
    this.conditional = conditional;
  }

  @Override
  public Conversation begin() {
    return new Reading();
  }

  @Override
  public String describe() {
    return "HTTP/2: " + HttpJudge.describe(rules, conditional);
  }

  private final class Reading implements Conversation {
    private final Http2Stream stream = new Http2Stream();
    private final HttpJudge judge = new HttpJudge(rules, conditional);
    private boolean heard;
    private boolean judged;

    @Override
    public Turn open() {
      return new Send(request);
    }

    @Override
    public Turn received(ByteString bytes) {
      heard = true;
      HttpException broken = null;
      try {
        stream.receive(bytes);
      } catch (HttpException e) {
        broken = e;
      }
      HttpResponse reply = stream.response();
      Done done = reply == null ? null : judge(reply);
      if (done != null) {
        return done;
      }
      if (broken != null) {
        return fault(String.valueOf(broken.getMessage())).telling("bad HTTP/2 reply");
      }
      ByteString answer = stream.takeAnswer();
      return answer.isEmpty() ? NeedMore.INSTANCE : Send.within(answer);
    }

    private @Nullable Done judge(HttpResponse reply) {
      if (!judged) {
        judged = true;
        Done done = judge.head(reply);
        if (done != null) {
          return done;
        }
      }
      return judge.body(reply, stream, stream.ended(), false);
    }

    @Override
    public Done ended(End end) {
      HttpResponse reply = stream.response();
      if (!heard) {
        return fault("empty reply: the peer closed without a byte");
      }
      if (reply == null || end == End.CLOSED) {
        String why = end == End.BUDGET ? " within max-response-bytes" : "";
        return fault("truncated reply" + why + ": " + stream.pending());
      }
      Done done = judge.body(reply, stream, true, true);
      return done == null ? fault("truncated reply: " + stream.pending()) : done;
    }

    @Override
    public @Nullable Done expired() {
      HttpResponse reply = stream.response();
      return reply == null ? null : judge.body(reply, stream, false, true);
    }

    @Override
    public @Nullable CheckStatus timeoutStatus() {
      return judge.timeoutStatus();
    }

    @Override
    public String pending() {
      return stream.pending();
    }

    private Done fault(String info) {
      return HttpJudge.done(CheckStatus.L7RSP, stream.response(), info);
    }
  }
}
