package io.poolwatch.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Browser;
import io.poolwatch.testkit.Dashboard;
import io.poolwatch.testkit.FaultyServer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser, on a fleet of three nodes as processes of their own. */
final class FleetDashboardIT {
  private static final int NODES = 3;
  private static final int SERVERS = 6;

  /** Nobody finds out anything of the prototype: no node has the address to probe it from. */
  private static final String SETTINGS =
      """
      poolwatch {
        %s
        pools.lab {
          transport.source-address = "192.0.2.1"
          check { inter = 500ms }
          servers.prototype = "127.0.0.1:9"
        }
      }
      """
          .formatted(Dashboard.api(0));

  @TempDir private Path temp;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private Dashboard dashboard;
  private Browser browser;
  private FleetOfPrograms fleet;

  @BeforeEach
  void begin() {
    dashboard = Dashboard.start(temp);
    opened.push(dashboard);
    browser = dashboard.browser();
    fleet = FleetOfPrograms.of(temp, NODES, SERVERS, SETTINGS);
    opened.push(fleet);
    fleet.nodes().forEach(Node::start);
    fleet.awaitWhole();
  }

  /** Nothing is open where the browser is not installed. */
  @AfterEach
  void end() {
    opened.forEach(FaultyServer::closeQuietly);
  }

  @Test
  void votesAreShownAndAnotherNodeTellsOfOneThatIsKilled() {
    dashboard.open(fleet.node(3).dashboard());
    browser.await("#node", "seen from n3");
    browser.await("#nodes", "3 of 3 nodes heard ✓ quorate");
    dashboard.awaitRow("lab/prototype", "stale");
    dashboard.awaitRow("lab/prototype", "UNKNOWN");
    dashboard.awaitRow("web/s0", "UP");
    assertThat(browser.text("#nodes")).as("all have one configuration").doesNotContain("≠");

    fleet.servers().refuse(2, IntStream.of(1));
    IntStream.rangeClosed(1, NODES).forEach(node -> fleet.servers().refuse(node, IntStream.of(4)));

    dashboard.awaitRow("web/s1", "⇄ contested: 1 of 3 say DOWN");
    dashboard.awaitRow("web/s1", "n2 says DOWN: connection refused");
    dashboard.awaitVerdict("1 of 7 servers is down");
    dashboard.awaitRow("!web/s4", "connection refused");
    dashboard.show("web/s4");
    browser.await("#detail .votes", "n3 (this node)");
    browser.await("#detail", "All 3 vantages say DOWN.");
    dashboard.show("web/s1");
    browser.await("#detail", "The vantages disagree: 1 of 3 say DOWN. The verdict is UP.");
    assertThat(browser.texts("#detail .votes .chip")).containsExactly("▲ UP", "▼ DOWN", "▲ UP");
    assertThat(browser.poorContrast()).isEmpty();
    browser.script("document.getElementById('scroller').scrollTop = 0");
    dashboard.picture("fleet");
    assertThat(browser.complaints()).isEmpty();
    browser.type(Keys.ESCAPE);

    fleet.node(3).life().kill();
    browser.await("#lost", "Connection lost since");
    browser.await("#lost", "how things stood then");
    dashboard.awaitVerdict("1 of 7 servers is down");
    assertThat(browser.poorContrast()).isEmpty();
    dashboard.picture("fleet-lost");
    freshOnAnotherNode();
  }

  private void freshOnAnotherNode() {
    dashboard.open(fleet.node(1).dashboard());
    browser.await("#node", "seen from n1");
    browser.await("#link", "Live");
    browser.await("#nodes", "2 of 3 nodes heard ✓ quorate");
    browser.await("#nodes", "✕ n3 not heard");
    browser.await("#timeline", "is not heard; its votes don’t count");
    dashboard.awaitRow("web/s1", "⇄ contested: 1 of 2 say DOWN");
    dashboard.awaitRow("web/s4", "DOWN");
    dashboard.awaitVerdict("1 of 7 servers is down");
    dashboard.picture("fleet-without");
  }
}
