package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.Golden;
import io.poolwatch.model.TlsFileCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExplanationTest {
  private static final Path DIRECTORY = Path.of("src", "test", "resources", "config", "explain");
  private static final Path FILE = DIRECTORY.resolve("explain.conf");
  private static final LoadOptions OPTIONS =
      new LoadOptions(
          List.of("poolwatch.defaults.check.fall=5"),
          true,
          TlsFileCheck.NONE,
          Map.of("TOKEN", "s3cr3t"),
          "test-host");

  @ParameterizedTest
  @ValueSource(
      strings = {"web/web1", "web/web2", "web/web3", "mail/mail1", "plain/plain1", "several/s1"})
  void everySettingIsShownWithItsOriginAndEveryStepInOrder(String server) {
    Explanation explanation = Explanation.of(FILE, OPTIONS, server);

    assertThat(explanation.problems()).isEmpty();
    String shown =
        explanation.lines().stream()
            .map(line -> line.replace(DIRECTORY + "/", ""))
            .map(line -> line.stripTrailing() + "\n")
            .collect(Collectors.joining());
    Golden.assertMatches("../config/explain/" + server.replace('/', '-') + ".txt", shown);
  }

  @Test
  void noSecretIsShown() {
    Explanation explanation = Explanation.of(FILE, OPTIONS, "web/web1");

    assertThat(String.join("\n", explanation.lines()))
        .contains("X-Token = ***", "Authorization = ***")
        .doesNotContain("s3cr3t", "Bearer");
  }

  @Test
  void aServerThatIsNotThereIsAProblemWithAHint() {
    Explanation explanation = Explanation.of(FILE, OPTIONS, "web/web4");

    assertThat(explanation.lines()).isEmpty();
    assertThat(explanation.problems())
        .extracting(ConfigProblem::toString)
        .containsExactly(
            FILE + ": poolwatch.pools: there is no server \"web/web4\" (did you mean web/web1?)");
  }

  @Test
  void aBadConfigurationIsNotExplained() {
    Path bad = DIRECTORY.resolveSibling("bad").resolve("bad-hex.conf");

    assertThat(Explanation.of(bad, OPTIONS, "a/s").problems()).hasSize(2);
  }
}
