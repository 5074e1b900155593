package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The dashboard follows what happens, whatever becomes of the connection. */
final class DashboardStreamIT extends DashboardFixture {
  @Test
  void aLostConnectionIsSaidAndAnotherNodeIsShownAsItStands() {
    URI address = serveShop();
    browser.open(address);
    dashboard.awaitVerdict("All 8 servers are up");

    service().close();
    browser.await("#lost", "Connection lost since");
    browser.await("#lost", "how things stood then");
    assertThat(browser.text("#link")).isEqualTo("Connection lost");
    assertThat(browser.script("return document.title")).startsWith("(connection lost)");
    assertThat(browser.texts(".line.server")).as("what was known stays").hasSize(8);
    dashboard.picture("lost");

    String pools = "pools.other.servers.only = \"127.0.0.1:%d\"".formatted(address.getPort());
    serve("n2", address.getPort(), pools);
    // It tries again by itself as well, and there is no button any more if it was sooner.
    browser.script("document.getElementById('retry').click()");
    browser.await("#link", "Live");
    browser.await("#node", "seen from n2");
    dashboard.awaitRow("other/only", "UP");
    assertThat(browser.texts(".line.server")).as("nothing is left of n1").hasSize(1);
    assertThat(browser.texts("#lost")).isEmpty();
  }

  /** The page's own module, as there is no other that could run it. */
  @Test
  void whatIsOlderNeverHidesWhatIsNewer() {
    browser.open(serveShop());

    String stood =
        browser.scriptLater(
            """
            const done = arguments[0];
            import('/model/fleet.js').then(({ Fleet }) => {
              const head = (seq, time) => ({ node: 'n', start: 1, seq, time, quorate: true });
              const row = (state) => ({ server: 's', state, admin: 'READY', reason: '' });
              const at = (ms) => new Date(Date.now() + ms).toISOString();
              const fleet = new Fleet();
              const said = [];
              const say = (what) => said.push(what + ' ' + fleet.server('p/s').state);
              const page = (seq, state) => ({ ...head(seq, at(0)), pool: 'p', servers: [row(state)] });
              fleet.replace({ ...head(10, at(0)), pools: [page(10, 'UP')] });
              fleet.apply({ event: 'server-transition', pool: 'p', server: 's', seq: 15, to: 'DOWN' });
              say('event 15:');
              fleet.replaceServer({ ...head(14, at(0)), pool: 'p', ...row('UP') });
              say('server 14:');
              said.push('pool 14 is taken: ' + fleet.replacePool(page(14, 'UP')));
              say('pool 14:');
              said.push('pool 13 is taken: ' + fleet.replacePool(page(13, 'UP')));
              fleet.replace({ ...head(12, at(-3600000)), pools: [page(12, 'UP')] });
              say('all 12:');
              fleet.replacePool(page(14, 'UP'), true);
              say('trusted 14:');
              fleet.replaceServer({ ...head(16, at(0)), pool: 'p', ...row('STOPPING') });
              say('server 16:');
              said.push('seq ' + fleet.head.seq, 'skewed ' + (Math.abs(fleet.skewMs) > 60000));
              done(said.join(', '));
            }, (error) => done(String(error)));
            """);

    assertThat(stood.split(", ", -1))
        .containsExactly(
            "event 15: DOWN",
            "server 14: DOWN",
            "pool 14 is taken: true",
            "pool 14: DOWN",
            "pool 13 is taken: false",
            "all 12: DOWN",
            "trusted 14: UP",
            "server 16: STOPPING",
            "seq 12",
            "skewed false");
  }

  /** Each stream begins from the very first event. */
  @Test
  void eventsThatAreSentAgainAreToldOnce() {
    browser.beforePages(
        """
        const real = window.fetch;
        window.replayed = 0;
        window.fetch = async (path, how) => {
          if (!String(path).endsWith('/stream')) return real(path, how);
          const { node, start } = await (await real('/api/v1/events?limit=1')).json();
          const headers = { ...how.headers, 'Last-Event-ID': `${node}:${start}:0` };
          const response = await real(path, { ...how, headers });
          window.replayed += 1;
          return response;
        };
        """);
    browser.open(serveShop());
    dashboard.awaitVerdict("All 8 servers are up");
    browser.awaitScript("return window.replayed", "1");
    shop.stop("web3");
    browser.await("#timeline", "Layer4 connection problem: connection refused");
    dashboard.awaitRow("!web/web3", "connection refused");

    assertThat(browser.texts("#timeline li")).as("no event twice").doesNotHaveDuplicates();
    assertThat(browser.script("return document.getElementById('live').textContent"))
        .as("what was long ago is not announced")
        .doesNotContain("UP");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whoGivesNoTokenIsAskedOnceAndLeftAlone() {
    browser.beforePages(
        """
        const real = window.fetch;
        window.refusals = 0;
        window.fetch = (path, how) => {
          if (how.headers.Authorization) return real(path, how);
          window.refusals += 1;
          const body = JSON.stringify({ detail: 'a token is needed' });
          return Promise.resolve(new Response(body, { status: 401 }));
        };
        """);
    browser.open(serveShop());
    browser.await("#token-error", "a token is needed");
    browser.type(Keys.ESCAPE);
    browser.await("#lost", "Nothing is asked for until you sign in");
    assertThat(browser.text("#link")).isEqualTo("Not signed in");

    String refusals = browser.script("return window.refusals");
    browser.script("window.dispatchEvent(new Event('online'))");
    browser.awaitScript("return window.refusals > " + refusals, "true");
    browser.awaitScript("return document.querySelector('#lost').checkVisibility()", "true");
    assertThat(browser.texts("#token-error")).as("asked again").isEmpty();
    assertThat(browser.text("#lost")).doesNotContain("Connection lost");

    browser.click("#retry");
    dashboard.signIn();
    dashboard.awaitVerdict("All 8 servers are up");
    browser.await("#link", "Live");
    assertThat(browser.texts("#lost")).isEmpty();
  }

  @Test
  void aChangedConfigurationIsShownAndAServerThatIsGoneIsClosed() {
    browser.open(serveShop());
    dashboard.awaitVerdict("All 8 servers are up");
    dashboard.show("web/web4");
    browser.await("#detail .votes", "n1 (this node)");

    write("n1", 0, shop.pools().replaceAll(", web4 = \"[^\"]+\"", ""));
    service().signal("HUP");

    dashboard.awaitVerdict("All 7 servers are up");
    browser.await("#toast", "web/web4 is not there any more");
    assertThat(browser.texts("#detail")).isEmpty();
  }
}
