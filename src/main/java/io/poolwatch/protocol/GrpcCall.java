package io.poolwatch.protocol;

import io.poolwatch.check.Dialogue.Conversation;
import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.End;
import io.poolwatch.check.Dialogue.NeedMore;
import io.poolwatch.check.Dialogue.Send;
import io.poolwatch.check.Dialogue.Turn;
import io.poolwatch.check.Http2Stream;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Excerpt;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** One call of the health service. */
final class GrpcCall implements Conversation {
  private static final String CONTENT_TYPE = "application/grpc";
  private static final String STATUS = "grpc-status";
  private static final String MESSAGE = "grpc-message";
  private static final int HTTP_OK = 200;
  private static final int UNIMPLEMENTED = 12;
  private static final int MOST_DIGITS = 4;

  /** The names of statuses, by number. */
  private static final List<String> STATUSES =
      List.of(
          "OK",
          "CANCELLED",
          "UNKNOWN",
          "INVALID_ARGUMENT",
          "DEADLINE_EXCEEDED",
          "NOT_FOUND",
          "ALREADY_EXISTS",
          "PERMISSION_DENIED",
          "RESOURCE_EXHAUSTED",
          "FAILED_PRECONDITION",
          "ABORTED",
          "OUT_OF_RANGE",
          "UNIMPLEMENTED",
          "INTERNAL",
          "UNAVAILABLE",
          "DATA_LOSS",
          "UNAUTHENTICATED");

  private static final int SERVING = 1;

  /** The names of serving statuses, by number. */
  private static final List<String> HEALTH =
      List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

  private final ByteString request;
  private final Http2Stream stream = new Http2Stream();

  GrpcCall(ByteString request) {
    this.request = request;
  }

  @Override
  public Turn open() {
    return new Send(request);
  }

  @Override
  public Turn received(ByteString bytes) {
    String trouble = "";
    try {
      stream.receive(bytes);
    } catch (HttpException e) {
      // What came before it may have decided, and does so however the bytes are cut.
      trouble = String.valueOf(e.getMessage());
    }
    try {
      HttpResponse head = stream.response();
      Done done = head == null ? null : judge(head);
      if (done != null) {
        return done;
      }
    } catch (MalformedException e) {
      return BufferedConversation.invalid(e.info());
    }
    if (!trouble.isEmpty()) {
      return BufferedConversation.invalid(trouble).telling("bad HTTP/2 reply");
    }
    ByteString answer = stream.takeAnswer();
    return answer.isEmpty() ? NeedMore.INSTANCE : Send.within(answer);
  }

  private @Nullable Done judge(HttpResponse head) throws MalformedException {
    if (head.getCode() != HTTP_OK) {
      return refused(head.getCode(), "HTTP status " + head.getCode() + " in place of gRPC");
    }
    String type = value(List.of(head.getHeaders()), "content-type");
    if (type == null || !type.startsWith(CONTENT_TYPE)) {
      throw new MalformedException(
          "not a gRPC reply: "
              + (type == null ? "no content-type" : "content-type " + Excerpt.of(type)));
    }
    // The message decides whether or not more has come with it.
    Long health = health();
    if (health != null && health != SERVING) {
      return unhealthy(health);
    }
    if (!stream.ended()) {
      return null;
    }
    boolean alone = stream.trailers().isEmpty();
    List<Header> end = alone ? List.of(head.getHeaders()) : stream.trailers();
    int status = number(value(end, STATUS));
    if (status != 0) {
      return refused(status, words(status, value(end, MESSAGE))).telling(words(status, null));
    }
    if (health == null) {
      throw new MalformedException("gRPC status OK without a message");
    }
    return BufferedConversation.passed();
  }

  /** What the message says; null if it has not come in full. */
  private @Nullable Long health() throws MalformedException {
    if (stream.length() < GrpcMessages.HEAD) {
      return null;
    }
    Fields framed = new Fields(Arrays.copyOf(stream.data(), stream.length()));
    if (framed.int8() != 0) {
      throw new MalformedException("a compressed gRPC message, which was not asked for");
    }
    int size = framed.int32();
    if (size >= 0 && framed.left() < size) {
      return null;
    }
    return GrpcMessages.status(new Fields(framed.bytes(size)));
  }

  private static Done unhealthy(long health) {
    boolean known = health >= 0 && health < HEALTH.size();
    String name = known ? HEALTH.get((int) health) : "in state " + health;
    return refused(CheckResult.NO_CODE, "the service is " + name);
  }

  private static String words(int status, @Nullable String message) {
    String name = status < STATUSES.size() ? STATUSES.get(status) : "status " + status;
    String hint = status == UNIMPLEMENTED ? " (has the server the service grpc.health.v1?)" : "";
    return name + (message == null || message.isEmpty() ? "" : ": " + decoded(message)) + hint;
  }

  private static int number(@Nullable String status) throws MalformedException {
    if (status == null) {
      throw new MalformedException("a gRPC reply without a grpc-status");
    }
    boolean digits = status.chars().allMatch(c -> c >= '0' && c <= '9');
    if (status.isEmpty() || status.length() > MOST_DIGITS || !digits) {
      throw new MalformedException("a gRPC reply with a grpc-status that is no number");
    }
    return Integer.parseInt(status);
  }

  private static @Nullable String value(List<Header> headers, String name) {
    return headers.stream()
        .filter(header -> header.getName().equals(name))
        .map(Header::getValue)
        .findFirst()
        .orElse(null);
  }

  /** A percent-encoded text; what is not encoded well is left as it is. */
  private static String decoded(String message) {
    byte[] in = message.getBytes(StandardCharsets.ISO_8859_1);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
      int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
      if (in[i] == '%' && high >= 0 && low >= 0) {
        out[length++] = (byte) (high * 16 + low);
        i += 2;
      } else {
        out[length++] = in[i];
      }
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  private static Done refused(int code, String info) {
    return BufferedConversation.done(CheckStatus.L7STS, code, info);
  }

  @Override
  public Done ended(End end) {
    String why =
        end == End.BUDGET
            ? "the reply does not end within max-response-bytes: "
            : "the peer closed before the reply was complete: ";
    return BufferedConversation.invalid(why + stream.pending());
  }

  @Override
  public String pending() {
    return stream.pending();
  }
}
