package io.poolwatch.protocol;

import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Proves to a PostgreSQL server who we are, in the way that it asks for, unless that is weaker than
 * what is wanted.
 *
 * <p>Source: PostgreSQL manual, "Start-up" and "SASL Authentication"; the server's right to end a
 * login early is taken away as libpq's {@code require_auth} does.
 */
final class PgsqlLogin {
  private static final int OK = 0;
  private static final int CLEARTEXT = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;
  private static final int SALT = 4;

  /** The server goes by the user of the session. */
  private static final String NO_USER = "*";

  private final PgsqlCheck check;
  private final Supplier<String> nonces;
  private State state = State.ASKED;
  private @Nullable ScramLogin scram;

  private enum State {
    /** The session has been asked for. */
    ASKED,
    /** The proof was sent. */
    ANSWERED,
    SCRAM_BEGUN,
    SCRAM_ANSWERED
  }

  /** What to do after a message of the server's. */
  sealed interface Turn {}

  /** Send this. */
  record Answer(ByteString bytes) implements Turn {}

  /** The turns that need no more words. */
  enum Plain implements Turn {
    /** The server wants a proof, or none; that was the question. */
    ENOUGH,
    /** The password would leave in clear, and must not. */
    KEPT_BACK,
    /** Wait for the server's next word. */
    WAIT,
    /** The login is done. */
    DONE
  }

  PgsqlLogin(PgsqlCheck check, Supplier<String> nonces) {
    this.check = check;
    this.nonces = nonces;
  }

  /**
   * Goes on after an Authentication message.
   *
   * @param mayTell whether the password may leave in clear
   */
  Turn on(Fields fields, boolean mayTell) throws MalformedException {
    int method = fields.int32();
    if (!check.logsIn()) {
      name(method);
      return Plain.ENOUGH;
    }
    return switch (method) {
      case OK -> accepted();
      case CLEARTEXT -> {
        Secret password = prove(PgsqlMethod.CLEARTEXT);
        yield mayTell ? new Answer(PgsqlMessages.password(password)) : Plain.KEPT_BACK;
      }
      case MD5 -> {
        byte[] salt = fields.bytes(SALT);
        Secret password = prove(PgsqlMethod.MD5);
        yield new Answer(PgsqlMessages.md5Password(check.user(), password, salt));
      }
      case SASL -> begin(fields);
      case SASL_CONTINUE -> {
        String answer = scram(State.SCRAM_BEGUN).answer(fields.rest());
        state = State.SCRAM_ANSWERED;
        yield new Answer(PgsqlMessages.saslResponse(answer));
      }
      case SASL_FINAL -> {
        scram(State.SCRAM_ANSWERED).verify(fields.rest());
        state = State.ANSWERED;
        yield Plain.WAIT;
      }
      default ->
          throw new MalformedException(
              "the server asks for " + name(method) + ", which is not supported");
    };
  }

  private Turn accepted() throws MalformedException {
    if (state == State.ASKED && check.password() != null) {
      requireStrong(PgsqlMethod.NONE, "no password");
    }
    if (scram != null && state != State.ANSWERED) {
      throw new MalformedException(
          "the server ended the login before it had proven that it knows the password");
    }
    return Plain.DONE;
  }

  private Turn begin(Fields fields) throws MalformedException {
    List<String> mechanisms = new ArrayList<>();
    for (String name = fields.text(); !name.isEmpty(); name = fields.text()) {
      mechanisms.add(name);
    }
    if (!mechanisms.contains(ScramLogin.MECHANISM)) {
      throw new MalformedException(
          "the server asks for "
              + Excerpt.of(String.join(", ", mechanisms))
              + ", which is not supported");
    }
    scram = new ScramLogin(NO_USER, prove(PgsqlMethod.SCRAM_SHA_256), nonces);
    state = State.SCRAM_BEGUN;
    return new Answer(PgsqlMessages.saslInitial(ScramLogin.MECHANISM, scram.first()));
  }

  private ScramLogin scram(State wanted) throws MalformedException {
    if (scram == null || state != wanted) {
      throw new MalformedException("a SASL message out of turn");
    }
    return scram;
  }

  /** The password, if it may be proven in this way. */
  private Secret prove(PgsqlMethod method) throws MalformedException {
    if (state != State.ASKED) {
      throw new MalformedException("the server asks for a second proof");
    }
    requireStrong(method, method.text());
    if (check.password() == null) {
      throw new MalformedException(
          "the server asks for a password (" + method.text() + "), but none is set");
    }
    state = State.ANSWERED;
    return check.password();
  }

  private void requireStrong(PgsqlMethod method, String asked) throws MalformedException {
    if (method.compareTo(check.authMin()) < 0) {
      throw new MalformedException(
          "the server asks for "
              + asked
              + ", weaker than auth-min = "
              + check.authMin().text()
              + ": nothing was sent");
    }
  }

  /** What the manual calls a method; fails for a number that it does not know. */
  private static String name(int method) throws MalformedException {
    return switch (method) {
      case OK -> "nothing";
      case 2 -> "Kerberos V5";
      case CLEARTEXT -> PgsqlMethod.CLEARTEXT.text();
      case 4 -> "crypt";
      case MD5 -> PgsqlMethod.MD5.text();
      case 6 -> "SCM credentials";
      case 7 -> "GSSAPI";
      case 9 -> "SSPI";
      case SASL -> "SASL";
      default -> throw new MalformedException("unknown authentication method " + method);
    };
  }
}
