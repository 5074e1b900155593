package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that greets a mail server and is greeted back, in clear or, where STARTTLS is asked
 * for, once more over TLS.
 *
 * <p>A reply of another class than 2xx is the server's no, with its number. The goodbye is QUIT.
 *
 * <p>Source: RFC 5321 (3.1, 4.1.1.1, 4.2), RFC 3207 (STARTTLS).
 *
 * @param hello the command that greets, HELO or EHLO with a domain, without its end
 */
public record SmtpCheck(String hello) implements ProtocolCheck {
  /** The greeting of a check that stays in clear. */
  public static final String HELO = "HELO localhost";

  /** The greeting of a check that starts TLS. */
  public static final String EHLO = "EHLO localhost";

  private static final Pattern GREETING = Pattern.compile("(?i)(HELO|EHLO) [!-~]{1,255}");
  private static final ByteString QUIT = ByteString.fromString("QUIT\r\n");
  private static final ByteString STARTTLS = ByteString.fromString("STARTTLS\r\n");

  @Override
  public Compiled compile(Channel channel) {
    List<Problem> problems = new ArrayList<>();
    if (!GREETING.matcher(hello).matches()) {
      problems.add(
          new Problem("hello", "must be HELO or EHLO and a domain", "hello = \"" + EHLO + "\""));
    } else if (channel.startTls() != null && !extended()) {
      problems.add(
          new Problem(
              "hello", "STARTTLS is an extension and needs EHLO", "hello = \"" + EHLO + "\""));
    }
    return problems.isEmpty()
        ? channel.converse("smtp", new Greeting(hello, channel.startTls()), QUIT)
        : Compiled.failed(problems);
  }

  private boolean extended() {
    return hello.toUpperCase(Locale.ROOT).startsWith("EHLO");
  }

  private record Greeting(String hello, @Nullable TlsSpec startTls) implements Dialogue {

    @Override
    public Conversation begin() {
      return new Talk(hello, startTls);
    }

    @Override
    public @Nullable TlsSpec tls() {
      return startTls;
    }

    @Override
    public String describe() {
      return "expect a greeting, " + hello + (startTls == null ? "" : ", STARTTLS, " + hello);
    }
  }

  /** Whose reply is waited for. */
  private enum Stage {
    GREETING("the greeting"),
    HELLO("the reply to the hello"),
    STARTTLS("the reply to STARTTLS"),
    SECURE_HELLO("the reply to the hello over TLS");

    private final String reply;

    Stage(String reply) {
      this.reply = reply;
    }
  }

  private static final class Talk extends BufferedConversation {
    private final String hello;
    private final @Nullable TlsSpec startTls;
    private final List<String> lines = new ArrayList<>();
    private Stage stage = Stage.GREETING;

    Talk(String hello, @Nullable TlsSpec startTls) {
      super(ServerText.PLAIN);
      this.hello = hello;
      this.startTls = startTls;
    }

    @Override
    Dialogue.Turn next() {
      if (!input.isEmpty() && (input.at(0) < '2' || input.at(0) > '5')) {
        return notSmtp(input.latin1());
      }
      for (String line = input.line(); line != null; line = input.line()) {
        if (!isReply(line) || (!lines.isEmpty() && !line.startsWith(number(lines.get(0))))) {
          return notSmtp(line);
        }
        lines.add(line);
        if (line.length() == 3 || line.charAt(3) == ' ') {
          List<String> reply = List.copyOf(lines);
          lines.clear();
          return answer(reply);
        }
      }
      return Dialogue.NeedMore.INSTANCE;
    }

    private Dialogue.Turn notSmtp(String got) {
      return invalid(stage.reply + " is no SMTP reply: " + quoted(got));
    }

    /** Three digits, the first from 2 to 5, then an end, a blank, or a dash: RFC 5321, 4.2. */
    private static boolean isReply(String line) {
      return line.length() >= 3
          && line.charAt(0) >= '2'
          && line.charAt(0) <= '5'
          && isDigit(line.charAt(1))
          && isDigit(line.charAt(2))
          && (line.length() == 3 || line.charAt(3) == ' ' || line.charAt(3) == '-');
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }

    private static String number(String line) {
      return line.substring(0, 3);
    }

    private Dialogue.Turn answer(List<String> reply) {
      int code = Integer.parseInt(number(reply.get(0)));
      if (code >= 300) {
        return refused(code, stage.reply, text(reply));
      }
      return switch (stage) {
        case GREETING -> say(Stage.HELLO, ByteString.fromString(hello + "\r\n"));
        case HELLO -> startTls == null ? passed(code, "") : askForTls(reply);
        case STARTTLS -> secure(Objects.requireNonNull(startTls));
        case SECURE_HELLO -> passed(code, "");
      };
    }

    /** The number and the texts of all lines. */
    private static String text(List<String> reply) {
      StringBuilder text = new StringBuilder(number(reply.get(0)));
      for (String line : reply) {
        text.append(' ').append(line.length() > 4 ? line.substring(4).strip() : "");
      }
      return text.toString();
    }

    private Dialogue.Turn askForTls(List<String> reply) {
      boolean offered =
          reply.stream()
              .skip(1)
              .anyMatch(line -> line.length() > 4 && isStartTls(line.substring(4)));
      return offered
          ? say(Stage.STARTTLS, STARTTLS)
          : invalid("the server does not offer STARTTLS");
    }

    private static boolean isStartTls(String keyword) {
      return keyword.strip().equalsIgnoreCase("STARTTLS");
    }

    private Dialogue.Turn say(Stage then, ByteString command) {
      stage = then;
      return new Dialogue.Send(command);
    }

    /** What the server said in the clear is void: RFC 3207, 4.2. */
    @Override
    public Dialogue.Turn secured() {
      return say(Stage.SECURE_HELLO, ByteString.fromString(hello + "\r\n"));
    }

    @Override
    String awaited() {
      return stage.reply;
    }
  }
}
