package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Program;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What is to be seen on the dashboard: in calm, in an outage, of the demo. */
final class DashboardViewIT extends DashboardFixture {
  @Test
  void calmIsSaidAndEachServerIsShown() {
    browser.open(serveShop());

    dashboard.awaitVerdict("All 8 servers are up");
    dashboard.awaitVerdict("1 certificate expires within 14 days");
    browser.await("#link", "Live");
    dashboard.awaitRow("web/web1", "answers as it should");
    assertThat(browser.texts(".line.server")).hasSize(8);
    assertThat(browser.text("#tile-down")).startsWith("0");
    dashboard.awaitRow("payment/pay1", "certificate: 9 days left");
    dashboard.awaitRow("#web", "4 of 4 usable");
    dashboard.awaitResults("web/web1", "last 60: ");
    assertThat(browser.script("return document.querySelectorAll('.spark canvas').length"))
        .isEqualTo("8");
    assertThat(browser.poorContrast()).isEmpty();
    dashboard.picture("calm");
    assertThat(foreignRequests()).as("what is asked of others than the service").isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  private String foreignRequests() {
    return browser.script(
        "return performance.getEntriesByType('resource').map((e) => e.name)"
            + ".filter((name) => !name.startsWith(location.origin)).join(' ')");
  }

  @Test
  void anOutageShowsAsItHappensWithItsReason() {
    browser.open(serveShop());
    dashboard.awaitVerdict("All 8 servers are up");
    dashboard.awaitResults("web/web1", "last 60: ");

    shop.stop("web3");
    shop.stop("cache1");
    shop.stop("cache2");

    browser.await("#verdict-head", "3 of 8 servers are down; no usable server in cache");
    browser.await("#verdict-more", "connection refused");
    dashboard.awaitRow("!web/web3", "connection refused while connecting to 127.0.0.1:");
    browser.await("#timeline", "Layer4 connection problem: connection refused");
    dashboard.awaitRow("#cache", "no usable server");
    assertThat(browser.script("return document.title")).startsWith("(3 down)");
    for (String server : List.of("web/web3", "cache/cache1", "cache/cache2")) {
      dashboard.awaitResults("!" + server, "failed");
    }
    dashboard.picture("outage");

    dashboard.show("web/web3");
    browser.await("#detail .reason", "connection refused");
    browser.await("#detail .votes", "n1 (this node)");
    browser.await("#detail .past", "DOWN");
    assertThat(browser.poorContrast()).isEmpty();
    browser.script("document.getElementById('scroller').scrollTop = 0");
    dashboard.picture("server");
    browser.dark(true);
    browser.awaitScript("return matchMedia('(prefers-color-scheme: dark)').matches", "true");
    assertThat(browser.poorContrast()).isEmpty();
    dashboard.picture("dark");
    dashboard.show("payment/pay2");
    browser.await("#detail", "80 days left");
    browser.awaitScript("return document.querySelectorAll('.chart canvas').length", "1");
    phone();
    assertThat(browser.complaints()).isEmpty();
  }

  private void phone() {
    browser.dark(false).sized(390, 844);
    browser.type(Keys.ESCAPE);
    browser.await("#views", "Timeline");
    assertThat(browser.script("return document.documentElement.scrollWidth")).isEqualTo("390");
    dashboard.awaitRow("!web/web3", "connection refused");
    assertThat(browser.poorContrast()).isEmpty();
    dashboard.picture("phone");
    browser.click("[data-view='timeline']");
    browser.await("#timeline", "web/web3");
    assertThat(browser.texts("#servers")).isEmpty();
  }

  @Test
  void theDemoSaysWhereToLookAndThereIsWhatIsDownAndWhy() {
    Program demo = demo();
    String invitation = demo.awaitError(line -> line.startsWith("The dashboard: http"));

    browser.open(URI.create(invitation.substring("The dashboard: ".length())));
    dashboard.awaitVerdict("of 8 servers");
    dashboard.awaitRow("!secure/misnamed", "certificate has no SAN for shop.example");
    browser.await("#timeline", "secure/misnamed");
    String token = demo.awaitError(line -> line.startsWith("The token for it"));
    browser.type("/", "steady", Keys.ENTER, "p");
    browser.await("#token", "Probing needs a token");
    browser.type(token.substring(token.lastIndexOf(' ') + 1), Keys.ENTER);
    browser.await("#toast", "shop/steady: passed");
    assertThat(browser.complaints()).isEmpty();
  }
}
