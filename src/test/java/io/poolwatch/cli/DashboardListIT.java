package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Stalls;
import java.net.URI;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The dashboard with as many servers as there may be. */
final class DashboardListIT extends DashboardFixture {
  /** A search must feel immediate; a machine that tests beside others is slower than a user's. */
  private static final double SEARCH_MS = 1_000;

  private final Stalls stalls = Stalls.watch();

  @AfterEach
  void stopWatching() {
    stalls.close();
  }

  @Test
  void tenThousandServersAreSearchedAtOnce() {
    String pools =
        IntStream.range(0, 20)
            .mapToObj(
                pool ->
                    "p%02d.servers { %s }"
                        .formatted(
                            pool,
                            IntStream.range(0, 500)
                                .mapToObj(
                                    i ->
                                        "s%03d = \"127.1.%d.%d:9\""
                                            .formatted(i, pool * 2 + i / 250, 1 + i % 250))
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining("\n"));
    URI address =
        serve(
            "n1",
            0,
            "defaults.check { inter = 1h, init-state = up }\npools {\n%s\n}".formatted(pools));
    browser.open(address);
    dashboard.awaitVerdict("10,000 servers");
    dashboard.awaitRow("!problems", "the worst 30 of them here");

    assertThat(search("p07/s123")).isEqualTo("1 server found");
    dashboard.awaitRow("p07/s123", "s123");
    assertThat(search("s123")).isEqualTo("20 servers found");
    assertThat(search("127.1.39.")).isEqualTo("250 servers found");
    assertThat(search("p")).isEqualTo("10,000 servers found");
    assertThat(search("nowhere")).isEqualTo("0 servers found");
    browser.await("#nothing", "Nothing fits");
    assertThat(search("s")).isEqualTo("10,000 servers found");

    browser.type(Keys.ARROW_DOWN, Keys.END);
    dashboard.awaitRow("p19/s499", "s499");
    assertThat(browser.texts(".line")).hasSizeLessThan(60);
    dashboard.picture("many");
    assertThat(browser.complaints()).isEmpty();
  }

  /** Types into the search box, and takes the time until the page has been drawn again. */
  private String search(String words) {
    Duration before = stalls.total();
    String[] said =
        browser
            .scriptLater(
                """
                const box = document.getElementById('search');
                const begin = performance.now();
                box.focus();
                box.value = arguments[0];
                box.dispatchEvent(new Event('input'));
                requestAnimationFrame(() => requestAnimationFrame(() => arguments[1](
                  document.getElementById('found').textContent + '|' + (performance.now() - begin))));
                """,
                words)
            .split("\\|", -1);
    assertThat(Double.parseDouble(said[1]) - stalls.total().minus(before).toMillis())
        .as("ms to find " + words)
        .isLessThan(SEARCH_MS);
    return said[0];
  }
}
