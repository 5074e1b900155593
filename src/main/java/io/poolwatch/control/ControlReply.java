package io.poolwatch.control;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a service answers, on the wire one line of JSON: {@code
 * {"version":1,"result":"REFUSED","problems":["there is no server web/web9"]}}.
 *
 * @param version of this form
 * @param result what came of the request
 * @param problems why, a line each; empty if it is done
 * @param status of {@code status}: a {@link StatusReport}; null else
 */
@JsonPropertyOrder({"version", "result", "problems", "status"})
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ControlReply(
    int version, Result result, List<String> problems, @Nullable JsonNode status) {

  /** What came of a request. */
  public enum Result {
    DONE,
    /** It was understood, and is not done. */
    REFUSED,
    /** It was not understood: of another version, or no request at all. */
    NOT_UNDERSTOOD,
    /** The peer is another user than the service. */
    NOT_ALLOWED
  }

  public ControlReply {
    // Of a peer that leaves it out there is none.
    problems = problems == null ? List.of() : List.copyOf(problems);
  }

  static ControlReply done() {
    return new ControlReply(ControlRequest.VERSION, Result.DONE, List.of(), null);
  }

  static ControlReply of(JsonNode status) {
    return new ControlReply(ControlRequest.VERSION, Result.DONE, List.of(), status);
  }

  static ControlReply not(Result result, List<String> problems) {
    return new ControlReply(ControlRequest.VERSION, result, problems, null);
  }

  /** Done if there is nothing wrong, else refused. */
  static ControlReply unless(List<String> problems) {
    return problems.isEmpty() ? done() : not(Result.REFUSED, problems);
  }
}
