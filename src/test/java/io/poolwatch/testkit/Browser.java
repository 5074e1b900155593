package io.poolwatch.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window, from the system's packages, that reaches loopback addresses and
 * nothing else. A test is skipped where it is not installed.
 */
public final class Browser implements AutoCloseable {
  /** No wait is longer than this. */
  public static final Duration LIFE = Duration.ofSeconds(60);

  private static final List<String> ARGUMENTS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-default-apps",
          "--disable-extensions",
          "--disable-sync",
          "--no-first-run",
          "--no-proxy-server",
          "--hide-scrollbars",
          "--lang=en",
          "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1");

  /** What is wrong with the contrast of texts that can be seen, by WCAG 2.1, 1.4.3. */
  private static final String CONTRAST =
      """
      const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
      const light = (colour) => {
        const [r, g, b] = colour.slice(0, 3).map((v) => v / 255)
          .map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
      };
      const ground = (element) => {
        for (let e = element; e; e = e.parentElement) {
          const colour = rgb(getComputedStyle(e).backgroundColor);
          if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
      };
      const poor = [];
      for (const e of document.querySelectorAll('body *')) {
        const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
        if (!own || !e.checkVisibility()) continue;
        const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground(e))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) poor.push(e.className + ' ' + e.textContent + ' ' + ratio.toFixed(2));
      }
      return poor.join('; ');
      """;

  /** It would warn each time that it has no types for this Chromium's own commands. */
  private static final Logger DEVTOOLS = Logger.getLogger("org.openqa.selenium.devtools");

  static {
    DEVTOOLS.setLevel(Level.SEVERE);
  }

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * A browser with an empty page.
   *
   * @param directory for what it writes
   */
  public static Browser start(Path directory) {
    // Both are named, so that nothing is looked for, or fetched, elsewhere.
    Path chromium = Daemons.need("chromium");
    Path chromedriver = Daemons.need("chromedriver");
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(ARGUMENTS);
    options.addArguments("--user-data-dir=" + directory.resolve("chromium"));
    LoggingPreferences said = new LoggingPreferences();
    said.enable(LogType.BROWSER, Level.ALL);
    options.setCapability(ChromeOptions.LOGGING_PREFS, said);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver.toFile())
            .usingAnyFreePort()
            .withLogFile(directory.resolve("chromedriver.log").toFile())
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.manage().timeouts().scriptTimeout(LIFE);
    return browser.sized(1280, 800);
  }

  /** Gives the page another size, in pixels. */
  public Browser sized(int width, int height) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    return this;
  }

  /** Has the user prefer dark colours, or light ones. */
  public Browser dark(boolean dark) {
    Map<String, String> scheme =
        Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    command("Emulation.setEmulatedMedia", Map.of("features", List.of(scheme)));
    return this;
  }

  private void command(String name, Map<String, Object> parameters) {
    var unused = driver.executeCdpCommand(name, parameters);
  }

  /** Has each page that is opened from now on run a script before its own. */
  public void beforePages(String script) {
    command("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Goes to an address. */
  public Browser open(URI address) {
    driver.get(address.toString());
    return this;
  }

  /** Loads the page again. */
  public void reload() {
    driver.navigate().refresh();
  }

  /** Waits until an address is shown: a page's change of its own is known to the browser later. */
  public void awaitAddress(URI address) {
    Waiting.until(
        LIFE,
        () -> address.toString().equals(driver.getCurrentUrl()),
        () -> address + " instead of " + driver.getCurrentUrl());
  }

  /** The texts of the elements that are shown and fit a CSS selector. */
  public List<String> texts(String selector) {
    List<String> texts = new ArrayList<>();
    for (WebElement element : driver.findElements(By.cssSelector(selector))) {
      try {
        if (element.isDisplayed()) {
          texts.add(element.getText());
        }
      } catch (StaleElementReferenceException gone) {
        // Replaced while it was looked at: what replaced it is seen the next time.
      }
    }
    return texts;
  }

  /** The texts of all elements that fit, as one. */
  public String text(String selector) {
    return String.join("\n", texts(selector));
  }

  /** Waits until what fits a selector shows a text. */
  public void await(String selector, String text) {
    Waiting.until(
        LIFE,
        () -> text(selector).contains(text),
        () -> "'%s' in %s, which says: %s".formatted(text, selector, text(selector)));
  }

  /** Waits until a script says something. */
  public void awaitScript(String script, String answer) {
    Waiting.until(
        LIFE,
        () -> script(script).equals(answer),
        () -> "'%s' of %s, which says %s".formatted(answer, script, script(script)));
  }

  /** Clicks on the first element that fits, as soon as there is one. */
  public void click(String selector) {
    By place = By.cssSelector(selector);
    Waiting.until(
        LIFE, () -> !driver.findElements(place).isEmpty(), () -> "something at " + selector);
    driver.findElement(place).click();
  }

  /** Types as a user does, wherever the focus is. */
  public void type(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** What a script with {@code return} says; {@code arguments[0]} and on are the values. */
  public String script(String script, Object... values) {
    return String.valueOf(driver.executeScript(script, values));
  }

  /** What a script says by calling its last argument. */
  public String scriptLater(String script, Object... values) {
    return String.valueOf(driver.executeAsyncScript(script, values));
  }

  /** The texts that can be seen and are too faint, with their contrast; empty if there are none. */
  public String poorContrast() {
    return script(CONTRAST);
  }

  /** What the page, or the browser about the page, has complained of since it was last asked. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps what is to be seen, as a PNG. */
  public void picture(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
