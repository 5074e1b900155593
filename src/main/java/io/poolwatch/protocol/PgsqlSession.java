package io.poolwatch.protocol;

import io.poolwatch.check.Dialogue.Done;
import io.poolwatch.check.Dialogue.NeedMore;
import io.poolwatch.check.Dialogue.Send;
import io.poolwatch.check.Dialogue.Turn;
import io.poolwatch.model.CheckResult;
import java.util.Objects;
import java.util.function.Supplier;

/** One session with a PostgreSQL server, from SSLRequest to the answer to a query. */
final class PgsqlSession extends BufferedConversation {
  /** Type and length. */
  private static final int HEAD = 5;

  /** The lengths that libpq takes for plausible before it trusts a server to speak PostgreSQL. */
  private static final int LEAST_AUTHENTICATION = 8;

  private static final int MOST_AUTHENTICATION = 2_000;
  private static final int MOST_ERROR = 30_000;

  private final PgsqlCheck check;
  private final Channel channel;
  private final PgsqlLogin login;
  private final PgsqlRows rows;
  private Stage stage = Stage.LOGIN;
  private boolean secured;

  private enum Stage {
    TLS("the answer to SSLRequest"),
    LOGIN("the answer to the login"),
    READY("ReadyForQuery"),
    ROWS("the result of the query");

    private final String awaited;

    Stage(String awaited) {
      this.awaited = awaited;
    }
  }

  /**
   * A session that is about to begin.
   *
   * @param nonces gives nonces for {@link ScramLogin}
   */
  PgsqlSession(PgsqlCheck check, Channel channel, Supplier<String> nonces) {
    super(check.password() == null ? ServerText.PLAIN : ServerText.without(check.password()));
    this.check = check;
    this.channel = channel;
    this.login = new PgsqlLogin(check, nonces);
    this.rows = new PgsqlRows();
  }

  @Override
  public Turn open() {
    if (channel.startTls() == null) {
      return startup();
    }
    stage = Stage.TLS;
    return new Send(PgsqlMessages.SSL_REQUEST);
  }

  @Override
  public Turn secured() {
    secured = true;
    return startup();
  }

  private Turn startup() {
    stage = Stage.LOGIN;
    return new Send(PgsqlMessages.startup(check.user(), check.database()));
  }

  @Override
  String awaited() {
    return stage.awaited;
  }

  @Override
  Turn next() {
    try {
      if (stage == Stage.TLS) {
        return upgrade();
      }
      while (complete()) {
        int type = input.at(0);
        int size = (int) input.int32(1) - 4;
        input.skip(HEAD);
        Turn turn = onMessage(type, new Fields(input.take(size)));
        if (turn != NeedMore.INSTANCE) {
          return turn;
        }
      }
      return NeedMore.INSTANCE;
    } catch (MalformedException e) {
      return invalid(e.info());
    }
  }

  /** The answer to SSLRequest is one byte, or an ErrorResponse of a server that knows no TLS. */
  private Turn upgrade() throws MalformedException {
    if (input.isEmpty()) {
      return NeedMore.INSTANCE;
    }
    int answer = input.at(0);
    if (answer == 'E') {
      stage = Stage.LOGIN;
      return next();
    }
    if (answer == 'N') {
      return invalid("the server does not offer TLS, which starttls asks for: nothing was sent");
    }
    if (answer != 'S') {
      throw notPostgresql();
    }
    if (input.length() > 1) {
      return invalid("the server went on in the clear after it had agreed to TLS");
    }
    return secure(Objects.requireNonNull(channel.startTls()));
  }

  /** Whether a whole message has come; fails on what can't become one. */
  private boolean complete() throws MalformedException {
    if (input.isEmpty()) {
      return false;
    }
    int type = input.at(0);
    if (stage == Stage.LOGIN && type != 'R' && type != 'E' && type != 'N' && type != 'v') {
      throw notPostgresql();
    }
    if (input.length() < HEAD) {
      return false;
    }
    long length = input.int32(1);
    if (length < 4
        || length > Integer.MAX_VALUE
        || (stage == Stage.LOGIN && !likely(type, length))) {
      throw notPostgresql();
    }
    return input.length() >= length + 1;
  }

  private static boolean likely(int type, long length) {
    return length >= LEAST_AUTHENTICATION
        && length <= (type == 'R' ? MOST_AUTHENTICATION : MOST_ERROR);
  }

  private MalformedException notPostgresql() {
    return new MalformedException("not a PostgreSQL reply: got " + quoted());
  }

  private Turn onMessage(int type, Fields fields) throws MalformedException {
    return switch (type) {
      case 'E' -> refused(CheckResult.NO_CODE, PgsqlError.text(fields));
      case 'N', 'S', 'K', 'A', 'v' -> NeedMore.INSTANCE;
      case 'R' -> stage == Stage.LOGIN ? onAuthentication(fields) : unexpected(type);
      case 'Z' -> onReady();
      default ->
          stage == Stage.ROWS && rows.take(type, fields) ? NeedMore.INSTANCE : unexpected(type);
    };
  }

  private Turn unexpected(int type) throws MalformedException {
    throw new MalformedException(
        "message '" + (char) type + "' from the server instead of " + stage.awaited);
  }

  private Turn onAuthentication(Fields fields) throws MalformedException {
    PgsqlLogin.Turn turn = login.on(fields, channel.mayTell(secured));
    if (turn instanceof PgsqlLogin.Answer answer) {
      return new Send(answer.bytes());
    }
    return switch ((PgsqlLogin.Plain) turn) {
      case ENOUGH -> passed();
      case KEPT_BACK -> keptBack();
      case WAIT -> NeedMore.INSTANCE;
      case DONE -> {
        stage = Stage.READY;
        yield NeedMore.INSTANCE;
      }
    };
  }

  private Turn onReady() {
    if (stage == Stage.ROWS) {
      return compare();
    }
    if (check.query() == null) {
      return passed();
    }
    stage = Stage.ROWS;
    return new Send(PgsqlMessages.query(check.query()));
  }

  private Done compare() {
    String wanted = check.expect();
    if (wanted == null || rows.matches(wanted)) {
      return passed();
    }
    return refused(
        CheckResult.NO_CODE,
        "the query gave " + rows.describe(this::quoted) + ", expected '" + wanted + "'",
        "");
  }
}
