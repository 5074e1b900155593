package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.check.Splits;
import io.poolwatch.model.Secret;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ScramLoginTest {
  private static final String NONCE = "rOprNGfwEbeRWgbNEkqO";
  private static final String CHALLENGE =
      "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
  private static final String PROOF = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";
  private static final int ROUNDS = 2_000;
  private static final int LOGINS = 100;

  private static ScramLogin login() {
    return new ScramLogin("user", new Secret("pencil"), () -> NONCE);
  }

  /** RFC 7677, section 3. */
  @Test
  void theExampleOfTheStandardIsPlayedToTheLetter() throws MalformedException {
    ScramLogin login = login();

    assertThat(login.first()).isEqualTo("n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
    assertThat(login.answer(CHALLENGE))
        .isEqualTo(
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
    login.verify(PROOF);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
        "v=6rri",
        "v=",
        "e=invalid-proof",
        "x",
        ""
      })
  void aProofThatIsNoneIsRefused(String proof) throws MalformedException {
    ScramLogin login = login();
    login.first();
    login.answer(CHALLENGE);

    assertThatThrownBy(() -> login.verify(proof)).isInstanceOf(MalformedException.class);
  }

  @Test
  void noncesDiffer() {
    assertThat(ScramLogin.nonce()).matches("[A-Za-z0-9+/]{24}").isNotEqualTo(ScramLogin.nonce());
  }

  /** So many iterations that no round of the test computes a key. */
  @Test
  void nothingElseIsThrownWhateverTheChallenge() {
    Random random = new Random(Splits.SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String challenge = changed(CHALLENGE.replace("i=4096", "i=9999999"), random);
      ScramLogin login = login();
      login.first();

      assertThatThrownBy(() -> login.answer(challenge))
          .as(challenge)
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void nothingElseIsThrownWhateverTheProof() throws MalformedException {
    Random random = new Random(Splits.SEED);
    for (int round = 0; round < LOGINS; round++) {
      String proof = changed(PROOF, random);
      ScramLogin login = login();
      login.first();
      login.answer(CHALLENGE);

      assertThatThrownBy(() -> login.verify(proof))
          .as(proof)
          .isInstanceOf(MalformedException.class);
    }
  }

  private static String changed(String message, Random random) {
    StringBuilder changed = new StringBuilder(message);
    // The last digit of Base64 may hold bits that say nothing.
    int at = random.nextInt(message.length() - 2);
    changed.setCharAt(at, (char) (message.charAt(at) ^ 1 << random.nextInt(8)));
    return changed.toString();
  }
}
