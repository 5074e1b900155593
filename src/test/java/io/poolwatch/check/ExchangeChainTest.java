package io.poolwatch.check;

import static io.poolwatch.check.ProbeDriver.expect;
import static io.poolwatch.check.ProbeDriver.script;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Chains of expects with a regular expression, which puts costly looks off. */
final class ExchangeChainTest {

  /** A regular expression that tells how much work its last search was. */
  private static final class Watched implements Matcher {
    private final Matcher regex =
        Objects.requireNonNull(Matchers.regex("E+R", trouble -> {}), "regex");
    private RegexMatcher.@Nullable Scan search;

    @Override
    public Search begin() {
      search = (RegexMatcher.Scan) regex.begin();
      return search;
    }

    long work() {
      return Objects.requireNonNull(search).work();
    }

    @Override
    public int minLength() {
      return regex.minLength();
    }

    @Override
    public String describe() {
      return regex.describe();
    }
  }

  /** A reply that comes byte by byte through a chain whose first expect is negated. */
  private static ProbeDriver play(Matcher unwanted, String reply) {
    ProbeDriver probe =
        new ProbeDriver(script(expect(unwanted, true, 1), expect("done"))).connected();
    for (int i = 0; i < reply.length(); i++) {
      probe.received(reply.substring(i, i + 1));
    }
    return probe;
  }

  @Test
  void aChainDoesNotPassBeforeItsNegatedExpectsHaveLookedAtAll() {
    String noise = "x".repeat(8_000);

    CheckResult bad = play(new Watched(), noise + "ER done").result();
    assertThat(bad.status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(bad.info()).startsWith("reply matched unwanted regex 'E+R' at step 1: ");
    assertThat(play(new Watched(), noise + "EX done").result().status())
        .isEqualTo(CheckStatus.L7OK);
  }

  @Test
  void aChainThatIsJudgedAgainAndAgainStaysCheap() {
    Watched unwanted = new Watched();

    assertThat(play(unwanted, "x".repeat(12_000)).waits()).isTrue();
    assertThat(unwanted.work()).isLessThan(RegexMatcher.FREE_WORK + 12 * 12_000);
  }

  @Test
  void unwantedContentInAShortReplyFailsAtOnce() {
    assertThat(play(new Watched(), "hello ER").result().status()).isEqualTo(CheckStatus.L7RSP);
  }
}
