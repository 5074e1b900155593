package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Browser;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Step;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, over the packaged program. */
final class DashboardIT {
  private static final String TOKEN = "0123456789abcdef-operate";
  private static final String HASH =
      "1f0693b0fe5b7bc30407e672867983af41fa29af624a5a9a48792e4e33861550";
  private static final String HOSTILE = "<img src=x onerror=window.pwned=1>";

  /** A search must feel immediate; a machine that tests beside others is slower than a user's. */
  private static final double SEARCH_MS = 1_000;

  /** Where pictures go; those of the documentation are taken by setting it to docs/dashboard. */
  private static final Path PICTURES =
      Path.of(System.getProperty("dashboard.pictures", "target/dashboard"));

  @TempDir private Path temp;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private Browser browser;
  private Shop shop;
  private @Nullable Program service;

  @BeforeEach
  void begin() {
    browser = Browser.start(temp);
    opened.push(browser);
    shop = new Shop(temp);
    opened.push(shop);
  }

  /** Nothing is open where the browser is not installed. */
  @AfterEach
  void end() {
    opened.forEach(FaultyServer::closeQuietly);
  }

  private void write(String node, int port, String pools) {
    PemWriter.write(
        temp.resolve("poolwatch.conf"),
        """
        poolwatch {
          event-log.format = json
          node.name = %s
          api { port = %d, tokens.alice { role = operate, sha256 = %s } }
          %s
        }
        """
            .formatted(node, port, HASH, pools));
  }

  private URI serve(String node, int port, String pools) {
    write(node, port, pools);
    service =
        Program.startUnread(
            Map.of("JAVA_OPTS", "-Xmx512m"), "run", temp.resolve("poolwatch.conf").toString());
    opened.push(service);
    service.read();
    JsonNode started = service().awaitEvent(event("node-started"));
    return URI.create(started.path("ports").path("api").asText() + "/");
  }

  private Program service() {
    return Objects.requireNonNull(service);
  }

  private URI serveShop() {
    URI address = serve("n1", 0, shop.pools());
    for (String server : List.of("web1", "web4", "pay1", "pay2", "cache1", "cache2")) {
      service().awaitEvent(transition(server, "UP"));
    }
    return address;
  }

  private static String row(String server) {
    return "[data-key='%s']".formatted(server);
  }

  @Test
  void calmIsSaidAndEachServerIsShown() {
    browser.open(serveShop());

    browser.await("#verdict", "All 8 servers are up");
    browser.await("#verdict", "1 certificate expires within 14 days");
    browser.await("#link", "Live");
    browser.await(row("web/web1"), "answers as it should");
    assertThat(browser.texts(".line.server")).hasSize(8);
    assertThat(browser.text("#tile-down")).startsWith("0");
    browser.await(row("payment/pay1"), "certificate: 9 days left");
    browser.await(row("#web"), "4 of 4 usable");
    awaitStrip("web/web1", "last 60: ");
    assertThat(browser.script("return document.querySelectorAll('.spark canvas').length"))
        .isEqualTo("8");
    assertThat(browser.poorContrast()).isEmpty();
    browser.picture(PICTURES.resolve("calm.png"));
    assertThat(foreignRequests()).as("what is asked of others than the service").isEmpty();
    assertThat(browser.complaints()).isEmpty();
  }

  /** Waits until what a server's last results are said to be holds a text. */
  private void awaitStrip(String server, String text) {
    browser.awaitScript(
        "return !!document.querySelector(\"%s .strip\")?.ariaLabel.includes('%s')"
            .formatted(row(server), text),
        "true");
  }

  private String foreignRequests() {
    return browser.script(
        "return performance.getEntriesByType('resource').map((e) => e.name)"
            + ".filter((name) => !name.startsWith(location.origin)).join(' ')");
  }

  @Test
  void anOutageShowsAsItHappensWithItsReason() {
    browser.open(serveShop());
    browser.await("#verdict", "All 8 servers are up");
    awaitStrip("web/web1", "last 60: ");

    shop.stop("web3");
    shop.stop("cache1");
    shop.stop("cache2");

    browser.await("#verdict-head", "3 of 8 servers are down; no usable server in cache");
    browser.await("#verdict-more", "connection refused");
    browser.await(row("!web/web3"), "connection refused while connecting to 127.0.0.1:");
    browser.await("#timeline", "Layer4 connection problem: connection refused");
    browser.await(row("#cache"), "no usable server");
    assertThat(browser.script("return document.title")).startsWith("(3 down)");
    for (String server : List.of("web/web3", "cache/cache1", "cache/cache2")) {
      awaitStrip("!" + server, "failed");
    }
    browser.picture(PICTURES.resolve("outage.png"));

    browser.click(row("web/web3"));
    browser.await("#detail .reason", "connection refused");
    browser.await("#detail .votes", "n1 (this node)");
    browser.await("#detail .past", "DOWN");
    assertThat(browser.poorContrast()).isEmpty();
    browser.picture(PICTURES.resolve("server.png"));
    browser.dark(true);
    browser.awaitScript("return matchMedia('(prefers-color-scheme: dark)').matches", "true");
    assertThat(browser.poorContrast()).isEmpty();
    browser.picture(PICTURES.resolve("dark.png"));
    browser.click(row("payment/pay2"));
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
    browser.await(row("!web/web3"), "connection refused");
    assertThat(browser.poorContrast()).isEmpty();
    browser.picture(PICTURES.resolve("phone.png"));
    browser.click("[data-view='timeline']");
    browser.await("#timeline", "web/web3");
    assertThat(browser.texts("#servers")).isEmpty();
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
    browser.await("#verdict", "10,000 servers");
    browser.await(row("!problems"), "the worst 30 of them here");

    assertThat(search("p07/s123")).isEqualTo("1 server found");
    browser.await(row("p07/s123"), "s123");
    assertThat(search("s123")).isEqualTo("20 servers found");
    assertThat(search("127.1.39.")).isEqualTo("250 servers found");
    assertThat(search("p")).isEqualTo("10,000 servers found");
    assertThat(search("nowhere")).isEqualTo("0 servers found");
    browser.await("#nothing", "Nothing fits");
    assertThat(search("s")).isEqualTo("10,000 servers found");

    browser.type(Keys.ARROW_DOWN, Keys.END);
    browser.await(row("p19/s499"), "s499");
    assertThat(browser.texts(".line")).hasSizeLessThan(60);
    browser.picture(PICTURES.resolve("many.png"));
    assertThat(browser.complaints()).isEmpty();
  }

  /** Types into the search box, and takes the time until the page has been drawn again. */
  private String search(String words) {
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
    assertThat(Double.parseDouble(said[1])).as("ms to find " + words).isLessThan(SEARCH_MS);
    return said[0];
  }

  @Test
  void aLostConnectionIsSaidAndAnotherNodeIsShownAsItStands() {
    URI address = serveShop();
    browser.open(address);
    browser.await("#verdict", "All 8 servers are up");

    service().close();
    browser.await("#lost", "Connection lost since");
    browser.await("#lost", "how things stood then");
    assertThat(browser.text("#link")).isEqualTo("Connection lost");
    assertThat(browser.script("return document.title")).startsWith("(connection lost)");
    assertThat(browser.texts(".line.server")).as("what was known stays").hasSize(8);
    browser.picture(PICTURES.resolve("lost.png"));

    String pools = "pools.other.servers.only = \"127.0.0.1:%d\"".formatted(address.getPort());
    serve("n2", address.getPort(), pools);
    browser.click("#retry");
    browser.await("#link", "Live");
    browser.await("#node", "seen from n2");
    browser.await(row("other/only"), "UP");
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
    browser.await("#verdict", "All 8 servers are up");
    browser.awaitScript("return window.replayed", "1");
    shop.stop("web3");
    browser.await("#timeline", "Layer4 connection problem: connection refused");
    browser.await(row("!web/web3"), "connection refused");

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
    browser.type(TOKEN, Keys.ENTER);
    browser.await("#verdict", "All 8 servers are up");
    browser.await("#link", "Live");
    assertThat(browser.texts("#lost")).isEmpty();
  }

  @Test
  void aChangedConfigurationIsShownAndAServerThatIsGoneIsClosed() {
    browser.open(serveShop());
    browser.await("#verdict", "All 8 servers are up");
    browser.click(row("web/web4"));
    browser.await("#detail .votes", "n1 (this node)");

    write("n1", 0, shop.pools().replaceAll(", web4 = \"[^\"]+\"", ""));
    service().signal("HUP");

    browser.await("#verdict", "All 7 servers are up");
    browser.await("#toast", "web/web4 is not there any more");
    assertThat(browser.texts("#detail")).isEmpty();
  }

  @Test
  void aServerIsDrainedByKeyboardAloneAndTheTokenStaysInMemory() {
    browser.open(serveShop());
    browser.await("#verdict", "All 8 servers are up");

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
    browser.type(TOKEN, Keys.ENTER);
    browser.await("#change", "Drain web/web2?");
    browser.await("#change", "3 of 4 servers of web remain usable");
    browser.type(Keys.ENTER);
    assertThat(browser.text("#change")).as("a reason must be given").contains("Reason");
    browser.type("new disk", Keys.ENTER);
    browser.await(row("web/web2"), "drained by alice: new disk");
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
    assertThat(kept).contains("/api/v1/pools").doesNotContain(TOKEN);
    assertThat(browser.text("#sign-in")).isEqualTo("Sign out");
    browser.reload();
    browser.await("#verdict", "8 servers");
    assertThat(browser.text("#sign-in")).isEqualTo("Sign in");
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
      browser.await(row("rude/phrase"), HOSTILE);
      browser.await("#verdict", HOSTILE);
      browser.await("#timeline", HOSTILE);
      browser.type("t", TOKEN, Keys.ENTER);
      browser.await("#sign-in", "Sign out");
      browser.click(row("script/banner"));
      browser.await("#detail pre", HOSTILE);
      browser.click(row("rude/phrase"));
      browser.await("#detail .reason", HOSTILE);
    }
    assertThat(browser.script("return document.images.length + ' ' + window.pwned"))
        .isEqualTo("0 undefined");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theDemoSaysWhereToLookAndThereIsWhatIsDownAndWhy() {
    service = Program.start("demo", "--set", "poolwatch.event-log.format=json");
    opened.push(service);
    String invitation = service().awaitError(line -> line.startsWith("The dashboard: http"));

    browser.open(URI.create(invitation.substring("The dashboard: ".length())));
    browser.await("#verdict", "of 8 servers");
    browser.await(row("!secure/misnamed"), "certificate has no SAN for shop.example");
    browser.await("#timeline", "secure/misnamed");
    String token = service().awaitError(line -> line.startsWith("The token for it"));
    browser.type("/", "steady", Keys.ENTER, "p");
    browser.await("#token", "Probing needs a token");
    browser.type(token.substring(token.lastIndexOf(' ') + 1), Keys.ENTER);
    browser.await("#toast", "shop/steady: passed");
    assertThat(browser.complaints()).isEmpty();
  }
}
