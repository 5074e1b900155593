package io.poolwatch.protocol;

import io.poolwatch.check.Dialogue.NeedMore;
import io.poolwatch.check.Dialogue.Send;
import io.poolwatch.check.Dialogue.Turn;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Secret;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One session with a MySQL server, from its greeting to its answer to the login. */
final class MysqlSession extends BufferedConversation {
  /** Length and sequence number. */
  private static final int HEAD = 4;

  private static final int OK = 0x00;
  private static final int MORE = 0x01;
  private static final int SWITCH = 0xfe;
  private static final int ERROR = 0xff;

  private static final int KNOWN = 3;
  private static final int TELL = 4;

  private static final Secret NO_PASSWORD = new Secret("");

  private final MysqlCheck check;
  private final Channel channel;
  private final Secret password;
  private Stage stage = Stage.GREETING;
  private @Nullable MysqlGreeting greeting;
  private @Nullable MysqlMethod method;
  private boolean switched;
  private boolean told;
  private boolean secured;

  /** Of the next packet that we send. */
  private int sequence;

  private enum Stage {
    GREETING("the greeting"),
    TLS("the start of TLS"),
    LOGIN("the answer to the login");

    private final String awaited;

    Stage(String awaited) {
      this.awaited = awaited;
    }
  }

  MysqlSession(MysqlCheck check, Channel channel) {
    super(check.password() == null ? ServerText.PLAIN : ServerText.without(check.password()));
    this.check = check;
    this.channel = channel;
    this.password = check.password() == null ? NO_PASSWORD : check.password();
  }

  @Override
  String awaited() {
    return stage.awaited;
  }

  @Override
  public Turn secured() {
    secured = true;
    return login(Objects.requireNonNull(greeting));
  }

  @Override
  Turn next() {
    try {
      if (stage == Stage.TLS) {
        return input.isEmpty()
            ? secure(Objects.requireNonNull(channel.startTls()))
            : invalid("the server went on in the clear after TLS was asked for");
      }
      if (!complete()) {
        return NeedMore.INSTANCE;
      }
      int size = input.int24LittleEndian(0);
      sequence = input.at(HEAD - 1) + 1;
      input.skip(HEAD);
      Fields fields = new Fields(input.take(size));
      return stage == Stage.GREETING ? onGreeting(fields) : onAnswer(fields);
    } catch (MalformedException e) {
      return invalid(e.info());
    }
  }

  /** Whether a whole packet has come; fails on what can't be one of a MySQL server. */
  private boolean complete() throws MalformedException {
    if (input.length() <= HEAD) {
      if (input.length() == HEAD && input.int24LittleEndian(0) == 0) {
        throw new MalformedException("an empty packet instead of " + awaited());
      }
      return false;
    }
    int type = input.at(HEAD);
    if (stage == Stage.GREETING && type != ERROR && type != MysqlGreeting.PROTOCOL) {
      throw new MalformedException("not a MySQL greeting: got " + quoted());
    }
    return input.length() >= HEAD + input.int24LittleEndian(0);
  }

  private Turn onGreeting(Fields fields) throws MalformedException {
    if (fields.int8() == ERROR) {
      return onError(fields);
    }
    MysqlGreeting words = MysqlGreeting.read(fields);
    greeting = words;
    if (channel.startTls() == null) {
      return check.user() == null
          ? passed(CheckResult.NO_CODE, quotedVersion(words))
          : login(words);
    }
    if (!words.tls()) {
      return invalid("the server does not offer TLS, which starttls asks for: nothing was sent");
    }
    stage = Stage.TLS;
    return new Send(MysqlMessages.sslRequest(sequence++));
  }

  private Turn login(MysqlGreeting words) {
    if (check.user() == null) {
      return passed(CheckResult.NO_CODE, quotedVersion(words));
    }
    stage = Stage.LOGIN;
    MysqlMethod first =
        MysqlMethod.of(words.method())
            .filter(named -> named.compareTo(check.authMin()) >= 0)
            .orElse(MysqlMethod.CACHING_SHA2);
    method = first;
    byte[] proof = first.proof(password, words.nonce().toArray());
    return new Send(MysqlMessages.login(sequence, secured, check.user(), first.text(), proof));
  }

  private Turn onAnswer(Fields fields) throws MalformedException {
    int type = fields.int8();
    return switch (type) {
      case OK -> passed(CheckResult.NO_CODE, quotedVersion(Objects.requireNonNull(greeting)));
      case ERROR -> onError(fields);
      case SWITCH -> onSwitch(fields);
      case MORE -> onMore(fields);
      default ->
          throw new MalformedException(
              "packet of type " + type + " instead of the answer to the login");
    };
  }

  /** Before a login an error has a number and a text, after it an SQLSTATE between them. */
  private Turn onError(Fields fields) throws MalformedException {
    int number = fields.int16LittleEndian();
    String text = fields.rest();
    boolean state = text.length() >= 6 && text.charAt(0) == '#';
    return refused(number, state ? text.substring(6) : text);
  }

  /** The account has another method than the one that was tried. */
  private Turn onSwitch(Fields fields) throws MalformedException {
    if (switched || told) {
      throw new MalformedException("the server asks for a second proof");
    }
    switched = true;
    String name = fields.left() == 0 ? "mysql_old_password" : fields.text();
    Optional<MysqlMethod> wanted = MysqlMethod.of(name);
    if (wanted.isEmpty()) {
      throw new MalformedException(
          "the server asks for " + Excerpt.of(name) + ", which is not supported");
    }
    method = wanted.get();
    if (!password.reveal().isEmpty() && method.compareTo(check.authMin()) < 0) {
      throw new MalformedException(
          "the server asks for "
              + name
              + ", weaker than auth-min = "
              + check.authMin().text()
              + ": no proof of that kind was sent");
    }
    byte[] nonce = fields.bytes(MysqlGreeting.NONCE);
    return new Send(MysqlMessages.proof(sequence, method.proof(password, nonce)));
  }

  private Turn onMore(Fields fields) throws MalformedException {
    int word = fields.int8();
    if (method != MysqlMethod.CACHING_SHA2 || told) {
      throw new MalformedException("more about a login that needs no more");
    }
    if (word == KNOWN) {
      told = true;
      return next();
    }
    if (word != TELL) {
      throw new MalformedException("word " + word + " about a login, which there is not");
    }
    if (!channel.mayTell(secured)) {
      return keptBack();
    }
    if (!secured && channel.plan().tls() == null) {
      return invalid(
          "the server wants the password itself, which it takes only over TLS: it was not sent");
    }
    told = true;
    return new Send(MysqlMessages.password(sequence, password));
  }

  private String quotedVersion(MysqlGreeting words) {
    return words.version().length() <= MysqlCheck.MOST_VERSION
        ? words.version()
        : words.version().substring(0, MysqlCheck.MOST_VERSION);
  }
}
