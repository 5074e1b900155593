package io.poolwatch.protocol;

import io.poolwatch.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;

/**
 * How a mail server is told a name and a password, better first. Both tell the password itself, so
 * neither is weaker than the other.
 *
 * <p>Source: RFC 4954 (AUTH), RFC 4616 (PLAIN), draft-murchison-sasl-login (LOGIN).
 */
enum SmtpMethod {
  /** Both in one answer, behind an empty name to act as. */
  PLAIN,
  /** One after the other. */
  LOGIN;

  private static final int FIRST = 4;
  private static final String KEYWORD = "AUTH ";

  /** The best of what the server offers in its reply to EHLO. */
  static Optional<SmtpMethod> offered(List<String> reply) {
    List<String> names = List.of(names(reply).split(" "));
    return Stream.of(values()).filter(method -> names.contains(method.name())).findFirst();
  }

  /** The names of all methods that the server offers, in upper case; empty if there are none. */
  static String names(List<String> reply) {
    return reply.stream()
        .skip(1)
        .filter(line -> line.length() > FIRST)
        .map(line -> line.substring(FIRST).strip().toUpperCase(Locale.ROOT))
        .filter(line -> line.startsWith(KEYWORD))
        .map(line -> line.substring(KEYWORD.length()).strip())
        .findFirst()
        .orElse("");
  }

  /** The command that begins the login. */
  ByteString command() {
    return ByteString.fromString(KEYWORD + name() + "\r\n");
  }

  /** What each challenge is answered with, in order. */
  List<ByteString> answers(String user, Secret password) {
    return tokens(user, password).stream()
        .map(token -> ByteString.fromString(token.reveal() + "\r\n"))
        .toList();
  }

  /** The password in every form in which it leaves, so that none is shown. */
  static ServerText text(String user, Secret password) {
    List<Secret> secrets = new ArrayList<>(List.of(password));
    for (SmtpMethod method : values()) {
      List<Secret> tokens = method.tokens(user, password);
      secrets.add(tokens.get(tokens.size() - 1));
    }
    return new ServerText(secrets);
  }

  private List<Secret> tokens(String user, Secret password) {
    return this == PLAIN
        ? List.of(token("\0" + user + "\0" + password.reveal()))
        : List.of(token(user), token(password.reveal()));
  }

  private static Secret token(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Secret(Base64.getEncoder().encodeToString(bytes));
  }
}
