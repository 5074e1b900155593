package io.poolwatch.testkit;

import java.net.URI;
import java.nio.file.Path;
import org.openqa.selenium.Keys;

/** The dashboard in a real browser: where things stand on its page, and what a user does there. */
public final class Dashboard implements AutoCloseable {
  /** The token of {@code alice}, who may operate. */
  public static final String TOKEN = "0123456789abcdef-operate";

  private static final String HASH =
      "1f0693b0fe5b7bc30407e672867983af41fa29af624a5a9a48792e4e33861550";

  /** Where pictures go; those of the documentation are taken by setting it to docs/dashboard. */
  private static final Path PICTURES =
      Path.of(System.getProperty("dashboard.pictures", "target/dashboard"));

  private final Browser browser;

  private Dashboard(Browser browser) {
    this.browser = browser;
  }

  /**
   * A browser that has not gone anywhere; the test is skipped where there is none.
   *
   * @param directory for what it writes
   */
  public static Dashboard start(Path directory) {
    return new Dashboard(Browser.start(directory));
  }

  /**
   * The block of a configuration that serves it, to be written below {@code poolwatch}.
   *
   * @param port 0 for any
   */
  public static String api(int port) {
    return "api { port = %d, tokens.alice { role = operate, sha256 = %s } }".formatted(port, HASH);
  }

  /** What drives the page. */
  public Browser browser() {
    return browser;
  }

  /** Goes to where it is served. */
  public Dashboard open(URI address) {
    browser.open(address);
    return this;
  }

  /**
   * The selector of a line of the list.
   *
   * @param key {@code POOL/SERVER}, or {@code #POOL}, or {@code !POOL/SERVER} among what is wrong
   */
  public static String row(String key) {
    return "[data-key='%s']".formatted(key);
  }

  /** Waits until a line of the list says something. */
  public void awaitRow(String key, String text) {
    browser.await(row(key), text);
  }

  /** Waits until something is said at the top, of the whole fleet. */
  public void awaitVerdict(String text) {
    browser.await("#verdict", text);
  }

  /** Waits until a server's last results are said to be these, in words. */
  public void awaitResults(String key, String text) {
    browser.awaitScript(
        "return !!document.querySelector(\"%s .strip\")?.ariaLabel.includes('%s')"
            .formatted(row(key), text),
        "true");
  }

  /** Shows a server, by a click on its line. */
  public void show(String key) {
    browser.click(row(key));
  }

  /** Types a token into the dialog that asks for it. */
  public void signIn() {
    browser.type(TOKEN, Keys.ENTER);
  }

  /** The key of the element that has the focus, or what it is. */
  public String focused() {
    return browser.script("return document.activeElement.id || document.activeElement.textContent");
  }

  /** Keeps what is to be seen under a name. */
  public void picture(String name) {
    browser.picture(PICTURES.resolve(name + ".png"));
  }

  @Override
  public void close() {
    browser.close();
  }
}
