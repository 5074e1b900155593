package io.poolwatch.demo;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo at work: its backends, each on a free loopback port and on a schedule of its own, and
 * the configuration by which they are probed, in a directory that goes with it.
 */
public final class Demo implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
  private static final String CONFIGURATION = "poolwatch.conf";
  private static final String AUTHORITY = "authority.pem";
  private static final String SERVER_NAME = "shop.example";
  private static final Duration EXPIRY = Duration.ofSeconds(20);
  private static final Duration UNTIL_RENEWED = Duration.ofSeconds(30);
  private static final int TOKEN_BYTES = 8;
  private static final int API_PORT = 9280;

  private final List<Backend> backends = new ArrayList<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Demo::daemon);
  private final Path directory;
  private final String token = token();

  private Demo(Path directory) {
    this.directory = directory;
  }

  private static String token() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** Something that a backend does when its time comes. */
  private interface Act {
    void perform() throws IOException, GeneralSecurityException;
  }

  /** Makes certificates and starts the backends. */
  public static Demo start() throws IOException, GeneralSecurityException {
    Demo demo = new Demo(Files.createTempDirectory("poolwatch-demo"));
    try {
      demo.copyConfiguration();
      demo.open();
      return demo;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  /** The configuration. */
  public Path configuration() {
    return directory.resolve(CONFIGURATION);
  }

  /** The settings that the configuration leaves open, each {@code path=value}. */
  public List<String> settings() {
    List<String> settings = new ArrayList<>();
    backends.forEach(backend -> settings.add("demo." + backend.name() + "=" + backend.port()));
    settings.add("demo.token=" + sha256(token));
    settings.add("demo.api=" + (isFree(API_PORT) ? API_PORT : 0));
    return settings;
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException noJdk) {
      throw new IllegalStateException("every JDK has SHA-256", noJdk);
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      LOG.debug("port {} is taken", port, taken);
      return false;
    }
  }

  /** What is going to happen, in words for whoever watches. */
  public List<String> introduction() {
    return List.of(
        "Poolwatch watches three pools of small servers on this machine; Ctrl-C ends it.",
        "  shop    'failing' answers 503 now and then, 'refusing' refuses connections",
        "  secure  the certificate of 'expiring' runs out and is renewed, the one of 'misnamed' is"
            + " for another name",
        "  slow    'trickling' sends a byte at a time, at times too slowly; 'stalling' stops"
            + " answering",
        "The configuration: " + configuration(),
        "");
  }

  /**
   * Where to look, in words for whoever watches.
   *
   * @param dashboard its address; null if it was turned off
   */
  public List<String> invitation(@Nullable String dashboard) {
    return dashboard == null
        ? List.of()
        : List.of(
            "The dashboard: " + dashboard + "/",
            "The token for it, to drain servers or to probe them now: " + token,
            "");
  }

  private void copyConfiguration() throws IOException {
    try (InputStream stream = Demo.class.getResourceAsStream("/demo/" + CONFIGURATION)) {
      Files.copy(Objects.requireNonNull(stream, CONFIGURATION), configuration());
    }
  }

  private void open() throws IOException, GeneralSecurityException {
    Certificates certificates = new Certificates();
    Files.writeString(directory.resolve(AUTHORITY), certificates.pem());

    backend("steady", Manner.WELL);
    inTurns(backend("failing", Manner.WELL), seconds(8), Manner.FAILING, seconds(7), Manner.WELL);
    inTurns(
        backend("refusing", Manner.WELL), seconds(14), Manner.REFUSING, seconds(8), Manner.WELL);

    backend("fresh", Manner.over(certificates.issue(SERVER_NAME, Duration.ofDays(3))));
    Backend expiring = backend("expiring", Manner.over(certificates.issue(SERVER_NAME, EXPIRY)));
    every(UNTIL_RENEWED, () -> expiring.turn(Manner.over(certificates.issue(SERVER_NAME, EXPIRY))));
    backend("misnamed", Manner.over(certificates.issue("other.example", Duration.ofDays(90))));

    Manner fastEnough = Manner.trickling(Duration.ofMillis(5));
    Manner tooSlow = Manner.trickling(Duration.ofMillis(40));
    inTurns(backend("trickling", fastEnough), seconds(11), tooSlow, seconds(8), fastEnough);
    inTurns(
        backend("stalling", Manner.STALLING),
        seconds(6),
        Manner.WELL,
        seconds(12),
        Manner.STALLING);
  }

  private Backend backend(String name, Manner first) throws IOException {
    Backend backend = new Backend(name, first);
    backends.add(backend);
    return backend;
  }

  /** Changes a backend's manner after some time, back after some more, and so on. */
  private void inTurns(
      Backend backend, Duration first, Manner then, Duration second, Manner again) {
    Duration cycle = first.plus(second);
    repeat(first, cycle, () -> backend.turn(then));
    repeat(cycle, cycle, () -> backend.turn(again));
  }

  private void every(Duration period, Act act) {
    repeat(period, period, act);
  }

  private void repeat(Duration delay, Duration period, Act act) {
    var unused =
        clock.scheduleAtFixedRate(
            () -> perform(act), delay.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void perform(Act act) {
    try {
      act.perform();
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("a backend of the demo could not do what it should; it tries again", e);
    }
  }

  private static Duration seconds(int seconds) {
    return Duration.ofSeconds(seconds);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "demo-clock");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends the backends and removes the configuration. */
  @Override
  public void close() {
    clock.shutdownNow();
    backends.forEach(Backend::close);
    try {
      Files.deleteIfExists(configuration());
      Files.deleteIfExists(directory.resolve(AUTHORITY));
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      LOG.debug("{} could not be removed", directory, e);
    }
  }
}
