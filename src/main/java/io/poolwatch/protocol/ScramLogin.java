package io.poolwatch.protocol;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import com.ongres.scram.common.exception.ScramRuntimeException;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.Secret;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The client's side of one login with SCRAM-SHA-256, without channel binding.
 *
 * <p>What the server says is checked as far as it can be: its nonce continues ours, and at the end
 * it proves that it knows the password.
 *
 * <p>Source: RFC 5802, RFC 7677.
 */
final class ScramLogin {
  static final String MECHANISM = "SCRAM-SHA-256";

  /** More rounds than this are not computed: they would hold up all other probes. */
  static final int MOST_ITERATIONS = 100_000;

  /** The library takes it for granted that all attributes are there. */
  private static final Pattern CHALLENGE =
      Pattern.compile("r=[!-+\\--~]+,s=[A-Za-z0-9+/]+={0,2},i=[0-9]{1,9}(,.*)?");

  private static final Pattern PROOF = Pattern.compile("(v=[A-Za-z0-9+/]+={0,2}|e=[^,]+)(,.*)?");

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int NONCE_BYTES = 18;

  private final ScramClient client;

  /**
   * A login that is about to begin.
   *
   * @param user not empty; any where the server knows the user from elsewhere
   * @param password as the user wrote it; it is prepared here (RFC 4013), or left as it is where
   *     that can't be done, as PostgreSQL does
   * @param nonces gives the client's part of the nonce: printable ASCII without commas, never the
   *     same twice
   */
  ScramLogin(String user, Secret password, Supplier<String> nonces) {
    client =
        ScramClient.builder()
            .advertisedMechanisms(List.of(MECHANISM))
            .username(user)
            .password(password.reveal().toCharArray())
            .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION)
            .nonceSupplier(nonces)
            .build();
  }

  /** A nonce that nobody has seen before. */
  static String nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The client's first message. */
  String first() {
    return client.clientFirstMessage().toString();
  }

  /** The client's final message, which proves that it knows the password. */
  String answer(String serverFirst) throws MalformedException {
    require(CHALLENGE, serverFirst);
    try {
      ServerFirstMessage message = client.serverFirstMessage(serverFirst);
      if (message.getIterationCount() > MOST_ITERATIONS) {
        throw new MalformedException(
            "SCRAM with "
                + message.getIterationCount()
                + " iterations, more than "
                + MOST_ITERATIONS);
      }
      return client.clientFinalMessage().toString();
    } catch (ScramException | ScramRuntimeException | IllegalArgumentException e) {
      throw new MalformedException(
          "bad SCRAM message: " + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  /** Checks the server's own proof. */
  void verify(String serverFinal) throws MalformedException {
    require(PROOF, serverFinal);
    try {
      client.serverFinalMessage(serverFinal);
    } catch (ScramException | ScramRuntimeException | IllegalArgumentException e) {
      throw new MalformedException(
          "the server did not prove that it knows the password: "
              + Excerpt.of(String.valueOf(e.getMessage())));
    }
  }

  private static void require(Pattern syntax, String message) throws MalformedException {
    if (!syntax.matcher(message).matches()) {
      throw new MalformedException("bad SCRAM message: " + Excerpt.of(message));
    }
  }
}
