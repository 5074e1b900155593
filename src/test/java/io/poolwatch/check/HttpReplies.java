package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.PLAIN_PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Dialogue.Conversation;
import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.End;
import io.poolwatch.model.CheckStatus;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What HTTP replies come to, judged without a connection. */
final class HttpReplies {
  /** A status line. */
  static final String OK = "HTTP/1.1 200 OK\r\n";

  /** The head of a reply in chunks. */
  static final String CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n";

  private HttpReplies() {}

  static Dialogue reply(String method, @Nullable String conditional, HttpExpect... expects) {
    HttpRequest request = new HttpRequest(method, "/", "1.1", List.of(), "");
    CheckScript script =
        new HttpCheck(PLAIN_PLAN, request, "a.example", "", List.of(expects), conditional)
            .compile()
            .script()
            .orElseThrow();
    return ((Step.Converse) script.last()).dialogue();
  }

  static Dialogue reply(HttpExpect... expects) {
    return reply("GET", null, expects);
  }

  /** What a reply comes to while the peer holds the connection; null if it is not decided. */
  static @Nullable Done held(Dialogue dialogue, String latin1) {
    Conversation conversation = dialogue.begin();
    assertThat(conversation.open()).isEqualTo(Dialogue.NeedMore.INSTANCE);
    Dialogue.Turn turn = conversation.received(ProbeDriver.bytes(latin1));
    return turn instanceof Done done ? done : null;
  }

  /** What a reply comes to at its end at the latest. */
  static Done ended(Dialogue dialogue, String latin1, End end) {
    Conversation conversation = dialogue.begin();
    Dialogue.Turn turn = conversation.open();
    if (!latin1.isEmpty()) {
      turn = conversation.received(ProbeDriver.bytes(latin1));
    }
    return turn instanceof Done done ? done : conversation.ended(end);
  }

  static Done closed(Dialogue dialogue, String latin1) {
    return ended(dialogue, latin1, End.CLOSED);
  }

  static CheckStatus statusHeld(Dialogue dialogue, String latin1) {
    return Objects.requireNonNull(held(dialogue, latin1), latin1).status();
  }

  /** A text in the body. */
  static HttpExpect string(String text, boolean not) {
    return new HttpExpect(null, null, null, text, null, not);
  }
}
