package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that asks a Redis server for a PONG, after a login where there is a password.
 *
 * <p>An error reply ({@code -NOAUTH}, {@code -LOADING}, {@code -MASTERDOWN} …) decides at once. The
 * goodbye is a plain close, as the protocol asks since QUIT is deprecated.
 *
 * <p>Source: Redis serialization protocol specification (RESP2); Redis commands AUTH, PING, QUIT.
 *
 * @param username the user of an access control list; null for the default user
 * @param password null for no login
 */
public record RedisCheck(@Nullable String username, @Nullable Secret password)
    implements ProtocolCheck {

  private static final ByteString PING = command("PING");

  @Override
  public Compiled compile(Channel channel) {
    List<Problem> problems = new ArrayList<>();
    if (password != null) {
      channel.inClear("password").ifPresent(problems::add);
    } else if (username != null) {
      problems.add(
          new Problem(
              "username", "a username without a password", "set password or password-file"));
    }
    return problems.isEmpty()
        ? channel.converse("redis", new Login(username, password), ByteString.emptyByteString())
        : Compiled.failed(problems);
  }

  /** A command as an array of bulk strings. */
  private static ByteString command(String... words) {
    StringBuilder head = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int size = word.getBytes(StandardCharsets.UTF_8).length;
      head.append('$').append(size).append("\r\n").append(word).append("\r\n");
    }
    return ByteString.fromString(head.toString());
  }

  /** Shows nothing of itself: it holds the password. */
  private static final class Login implements Dialogue {
    private final @Nullable ByteString auth;
    private final ServerText text;

    Login(@Nullable String username, @Nullable Secret password) {
      if (password == null) {
        auth = null;
        text = ServerText.PLAIN;
      } else {
        Stream<String> words = Stream.of("AUTH", username, password.reveal());
        auth = command(words.filter(word -> word != null).toArray(String[]::new));
        text = ServerText.without(password);
      }
    }

    @Override
    public Conversation begin() {
      return new Talk(auth, text);
    }

    @Override
    public String describe() {
      return (auth == null ? "" : "AUTH, then ") + "PING, expect PONG";
    }
  }

  private static final class Talk extends BufferedConversation {
    private final @Nullable ByteString auth;
    private boolean asked;

    Talk(@Nullable ByteString auth, ServerText text) {
      super(text);
      this.auth = auth;
    }

    @Override
    public Dialogue.Turn open() {
      return auth == null ? ping() : new Dialogue.Send(auth);
    }

    private Dialogue.Turn ping() {
      asked = true;
      return new Dialogue.Send(PING);
    }

    @Override
    Dialogue.Turn next() {
      if (input.isEmpty()) {
        return Dialogue.NeedMore.INSTANCE;
      }
      int type = input.at(0);
      if (type != '+' && type != '-') {
        return invalid("not what Redis answers to " + request() + ": " + quoted());
      }
      String line = input.line();
      if (line == null) {
        return Dialogue.NeedMore.INSTANCE;
      }
      if (type == '-') {
        return refused(CheckResult.NO_CODE, line.substring(1));
      }
      if (!line.equals(asked ? "+PONG" : "+OK")) {
        return invalid("not what Redis answers to " + request() + ": " + quoted(line));
      }
      return asked ? passed() : ping();
    }

    private String request() {
      return asked ? "PING" : "AUTH";
    }

    @Override
    String awaited() {
      return "the answer to " + request();
    }
  }
}
