package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Dashboard;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What is done on the dashboard, and what must not be. */
final class DashboardActionIT extends DashboardFixture {
  private static final String HOSTILE = "<img src=x onerror=window.pwned=1>";

  @Test
  void aServerIsDrainedByKeyboardAloneAndTheTokenStaysInMemory() {
    browser.open(serveShop());
    dashboard.awaitVerdict("All 8 servers are up");

    browser.type("?");
    browser.await("#help", "drain, take into maintenance, make ready");
    browser.type(Keys.ESCAPE);
    browser.type("/", "web2", Keys.ENTER);
    browser.await("#found", "1 server found");
    assertThat(browser.script("return getComputedStyle(document.querySelector('.active')).outline"))
        .as("the focus can be seen")
        .contains("solid 2px");
    browser.type("d");
    browser.await("#token-error", "Changes need a token with the role operate");
    dashboard.signIn();
    browser.await("#change", "Drain web/web2?");
    browser.await("#change", "3 of 4 servers of web remain usable");
    browser.type(Keys.ENTER);
    assertThat(browser.text("#change")).as("a reason must be given").contains("Reason");
    browser.type("new disk", Keys.ENTER);
    dashboard.awaitRow("web/web2", "drained by alice: new disk");
    JsonNode changed = service().awaitEvent(event("admin-changed"));
    assertThat(changed.path("author").asText()).isEqualTo("alice");
    assertThat(changed.path("reason").asText()).isEqualTo("new disk");
    browser.await("#timeline", "by alice: new disk");
    assertNoTrace();
    assertThat(browser.complaints()).isEmpty();
  }

  private void assertNoTrace() {
    String kept =
        browser.script(
            """
            return [location.href, document.cookie, document.documentElement.outerHTML,
              JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state),
              ...[...document.querySelectorAll('input')].map((input) => input.value),
              ...performance.getEntriesByType('resource').map((entry) => entry.name)].join(' ');
            """);
    assertThat(kept).contains("/api/v1/pools").doesNotContain(Dashboard.TOKEN);
    assertThat(browser.text("#sign-in")).isEqualTo("Sign out");
    browser.reload();
    dashboard.awaitVerdict("8 servers");
    assertThat(browser.text("#sign-in")).isEqualTo("Sign in");
  }

  @Test
  void theFocusComesBackToWhereItWas() {
    browser.open(serveShop());
    dashboard.awaitVerdict("All 8 servers are up");

    browser.type("/", "web2", Keys.ENTER, Keys.ENTER);
    browser.await("#detail", "web / web2");
    assertThat(dashboard.focused()).isEqualTo("detail");
    browser.type(Keys.TAB, Keys.TAB);
    assertThat(dashboard.focused()).startsWith("Drain");
    assertThat(browser.script("return getComputedStyle(document.activeElement).outline"))
        .as("the focus can be seen")
        .contains("solid 2px");
    browser.type(Keys.ENTER);
    browser.await("#token-error", "Changes need a token");
    browser.type(Keys.ESCAPE);
    assertThat(dashboard.focused()).startsWith("Drain");
    browser.type(Keys.ESCAPE);
    assertThat(dashboard.focused()).isEqualTo("list");
    assertThat(browser.texts("#detail")).isEmpty();
    assertThat(browser.text("#found")).as("what was searched for stays").startsWith("1 server");
    browser.type(Keys.ESCAPE);
    assertThat(browser.text("#found")).isEmpty();
  }

  /** On a phone there is no other key. */
  @Test
  void theWayBackOfTheBrowserClosesTheServer() {
    URI address = serveShop();
    browser.open(address);
    dashboard.awaitVerdict("All 8 servers are up");
    dashboard.show("web/web2");
    dashboard.show("web/web3");
    browser.await("#detail", "web / web3");
    browser.awaitAddress(address.resolve("#web%2Fweb3"));

    browser.script("history.back()");
    browser.awaitScript("return document.getElementById('detail').hidden", "true");
    browser.awaitAddress(address);

    browser.open(address.resolve("#web%2Fweb3"));
    browser.reload();
    browser.await("#detail", "web / web3");
    browser.type(Keys.ESCAPE);
    assertThat(browser.texts("#detail")).isEmpty();
    browser.awaitAddress(address);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatServersSayIsOnlyEverText() {
    try (FaultyServer phrase =
            FaultyServer.playing(
                Step.readUntil("\r\n\r\n"),
                Step.send("HTTP/1.1 503 %s\r\nContent-Length: 0\r\n\r\n".formatted(HOSTILE)),
                Step.readToEnd());
        FaultyServer banner =
            FaultyServer.playing(Step.readUntil("PING"), Step.send(HOSTILE), Step.readToEnd())) {
      URI address =
          serve(
              "n1",
              0,
              """
              defaults.check { inter = 100ms }
              pools {
                rude { check.type = http, servers.phrase = "127.0.0.1:%d" }
                script {
                  check { type = script, steps = [ { send = "PING" }, { expect { string = "+" } } ] }
                  servers.banner = "127.0.0.1:%d"
                }
              }
              """
                  .formatted(phrase.port(), banner.port()));
      browser.open(address);
      dashboard.awaitRow("rude/phrase", "503: expected status");
      dashboard.awaitVerdict("503: expected status");
      browser.await("#timeline", "503: expected status");
      browser.type("t");
      dashboard.signIn();
      browser.await("#sign-in", "Sign out");
      dashboard.show("script/banner");
      browser.await("#detail pre", HOSTILE);
      dashboard.show("rude/phrase");
      browser.await("#detail .reason", "503: expected status");
      browser.await("#detail pre", HOSTILE);
    }
    assertThat(browser.script("return document.images.length + ' ' + window.pwned"))
        .isEqualTo("0 undefined");
    assertThat(browser.complaints()).isEmpty();
  }
}
