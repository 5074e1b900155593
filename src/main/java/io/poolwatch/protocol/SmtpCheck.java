package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Problem;
import io.poolwatch.model.Secret;
import io.poolwatch.model.TlsSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that greets a mail server and is greeted back, in clear or, where STARTTLS is asked
 * for, once more over TLS, and logs in where there is a user.
 *
 * <p>A reply of another class than 2xx is the server's no, with its number. The goodbye is QUIT.
 *
 * <p>Source: RFC 5321 (3.1, 4.1.1.1, 4.2), RFC 3207 (STARTTLS), RFC 4954 (AUTH).
 *
 * @param hello the command that greets, HELO or EHLO with a domain, without its end
 * @param user who logs in; null for nobody
 * @param password of the user
 */
public record SmtpCheck(String hello, @Nullable String user, @Nullable Secret password)
    implements ProtocolCheck {
  /** The greeting of a check that stays in clear. */
  public static final String HELO = "HELO localhost";

  /** The greeting of a check that starts TLS or logs in. */
  public static final String EHLO = "EHLO localhost";

  private static final Pattern GREETING = Pattern.compile("(?i)(HELO|EHLO) [!-~]{1,255}");

  /** RFC 4954, 4: the text after it is the challenge. */
  private static final int CHALLENGE = 334;

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
    } else if (user != null && !extended()) {
      problems.add(
          new Problem("hello", "AUTH is an extension and needs EHLO", "hello = \"" + EHLO + "\""));
    }
    addLogin(channel, problems);
    return problems.isEmpty()
        ? channel.converse("smtp", new Greeting(this, channel.startTls()), QUIT)
        : Compiled.failed(problems);
  }

  private void addLogin(Channel channel, List<Problem> problems) {
    if (password != null) {
      channel.inClear("password").ifPresent(problems::add);
    }
    if ((user == null) != (password == null)) {
      problems.add(
          user == null
              ? new Problem("password", "a password without a user", "set user")
              : new Problem("user", "a user without a password", "set password or password-file"));
    }
    addUnlessText("user", user, problems);
    addUnlessText("password", password == null ? null : password.reveal(), problems);
  }

  /** RFC 4616, 2. */
  private static void addUnlessText(String path, @Nullable String value, List<Problem> problems) {
    if (value != null && (value.isEmpty() || value.indexOf('\0') >= 0)) {
      String what = value.isEmpty() ? "is empty" : "holds a zero byte";
      problems.add(new Problem(path, what, "which the protocol can't carry"));
    }
  }

  private boolean extended() {
    return hello.toUpperCase(Locale.ROOT).startsWith("EHLO");
  }

  private record Greeting(SmtpCheck check, @Nullable TlsSpec startTls) implements Dialogue {

    @Override
    public Conversation begin() {
      return new Talk(check, startTls);
    }

    @Override
    public @Nullable TlsSpec tls() {
      return startTls;
    }

    @Override
    public String describe() {
      return "expect a greeting, "
          + check.hello
          + (startTls == null ? "" : ", STARTTLS, " + check.hello)
          + (check.user == null ? "" : ", AUTH");
    }
  }

  /** Whose reply is waited for. */
  private enum Stage {
    GREETING("the greeting"),
    HELLO("the reply to the hello"),
    STARTTLS("the reply to STARTTLS"),
    SECURE_HELLO("the reply to the hello over TLS"),
    LOGIN("the reply to AUTH");

    private final String reply;

    Stage(String reply) {
      this.reply = reply;
    }
  }

  private static final class Talk extends BufferedConversation {
    private final SmtpCheck check;
    private final @Nullable TlsSpec startTls;
    private final List<String> lines = new ArrayList<>();
    private Stage stage = Stage.GREETING;

    /** What the challenges to come are answered with. */
    private List<ByteString> answers = List.of();

    Talk(SmtpCheck check, @Nullable TlsSpec startTls) {
      super(
          check.user == null || check.password == null
              ? ServerText.PLAIN
              : SmtpMethod.text(check.user, check.password));
      this.check = check;
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
      if (stage == Stage.LOGIN && code == CHALLENGE) {
        return answerChallenge();
      }
      if (code >= 300) {
        return refused(code, stage.reply, text(reply)).telling(stage.reply + ": " + code);
      }
      return switch (stage) {
        case GREETING -> say(Stage.HELLO, hello());
        case HELLO -> startTls == null ? logIn(code, reply) : askForTls(reply);
        case STARTTLS -> secure(Objects.requireNonNull(startTls));
        case SECURE_HELLO -> logIn(code, reply);
        case LOGIN -> answers.isEmpty() ? passed(code, "") : invalid("no challenge to AUTH came");
      };
    }

    private ByteString hello() {
      return ByteString.fromString(check.hello + "\r\n");
    }

    private Dialogue.Turn logIn(int code, List<String> hello) {
      if (check.user == null || check.password == null) {
        return passed(code, "");
      }
      Optional<SmtpMethod> method = SmtpMethod.offered(hello);
      if (method.isEmpty()) {
        String names = SmtpMethod.names(hello);
        return invalid(
            "the server offers no AUTH PLAIN or LOGIN"
                + (names.isEmpty() ? "" : ", but " + quoted(names))
                + ": the password was not sent");
      }
      answers = method.get().answers(check.user, check.password);
      return say(Stage.LOGIN, method.get().command());
    }

    private Dialogue.Turn answerChallenge() {
      if (answers.isEmpty()) {
        return invalid("the server asks for more than a name and a password");
      }
      ByteString answer = answers.get(0);
      answers = answers.subList(1, answers.size());
      return new Dialogue.Send(answer);
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
      return say(Stage.SECURE_HELLO, hello());
    }

    @Override
    String awaited() {
      return stage.reply;
    }
  }
}
