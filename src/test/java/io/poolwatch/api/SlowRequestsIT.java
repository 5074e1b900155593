package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.api.Guard.Access;
import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.LoadResult;
import io.poolwatch.spec.ApiSpec;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections on which no request comes, or comes byte by byte. */
final class SlowRequestsIT {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofSeconds(2);
  private static final Duration DRIP = Duration.ofMillis(50);

  /** From then on a connection is not closed in time. */
  private static final Duration LATE = Duration.ofSeconds(15);

  private static final String ASK = "GET /%s HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @TempDir private Path temp;
  private final CompletableFuture<Reply> answer = new CompletableFuture<>();

  @SuppressWarnings("NullAway.Init") // Each test opens it.
  private ActorSystem<Void> system;

  @SuppressWarnings("NullAway.Init") // Likewise.
  private ApiServer server;

  @AfterEach
  void close() throws Exception {
    server.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(LONG.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void open(Duration first, Duration next, String settings) throws IOException {
    LoadResult.Loaded loaded = ApiFixture.load(temp, "web", settings);
    ApiSpec spec = Objects.requireNonNull(loaded.spec().sinks().api());
    system = ActorSystem.create(Behaviors.empty(), "api", ActorSystems.api(loaded));
    Router router =
        new Router(
            List.of(
                route("short", Reply.json(List.of())),
                route("long", Reply.events(() -> Source.never())),
                new Route("GET", "/slow", Access.OPEN, Set.of(), (call, caller, names) -> answer)),
            new Guard(spec));
    HttpAdapter adapter =
        new HttpAdapter(
            router,
            Materializer.createMaterializer(system),
            system.executionContext(),
            status -> {},
            false);
    server = ApiServer.open(spec, system, adapter, new ApiServer.Limits(first, next));
  }

  private static Route route(String name, Reply reply) {
    CompletionStage<Reply> done = CompletableFuture.completedFuture(reply);
    return new Route("GET", "/" + name, Access.OPEN, Set.of(), (call, caller, names) -> done);
  }

  private Socket connect() throws IOException {
    Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort());
    socket.setSoTimeout((int) LATE.toMillis());
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** What comes until the other end closes; fails if it does not. */
  private static String untilClosed(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Reads one answer without a body of its own: {@code []}. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n[]") < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new AssertionError("closed after " + text);
      }
      text.append((char) octet);
    }
    return text.toString();
  }

  /** Sends a header byte by byte until nobody takes it any more; fails if somebody always does. */
  private static void drip(Socket socket) throws IOException {
    socket.setSoTimeout((int) DRIP.toMillis());
    long end = System.nanoTime() + LATE.toNanos();
    while (isOpenFor("x", socket)) {
      assertThat(System.nanoTime()).as("it is still open").isLessThan(end);
    }
  }

  private static boolean isOpenFor(String text, Socket socket) throws IOException {
    try {
      send(socket, text);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return true;
    } catch (SocketException closed) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /short HT", "GET /short HTTP/1.1\r\nHost: localhost\r\nX: "})
  void aConnectionWithoutAWholeRequestIsClosed(String begun) throws IOException {
    open(SHORT, LONG, "");
    try (Socket socket = connect()) {
      send(socket, begun);

      assertThat(untilClosed(socket)).matches("(?s)|HTTP/1.1 400 .*");
    }
  }

  @Test
  void bytesNowAndThenDoNotPutItOff() throws IOException {
    open(SHORT, LONG, "");
    try (Socket socket = connect()) {
      send(socket, "GET /short HTTP/1.1\r\nHost: localhost\r\nX: ");

      drip(socket);
    }
  }

  @Test
  void theNextRequestMayTakeAsLongAsAConnectionMayBeIdleButNoLonger() throws IOException {
    open(LONG, SHORT, "");
    try (Socket socket = connect()) {
      send(socket, ASK.formatted("short"));
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
      send(socket, ASK.formatted("short"));
      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ");
      send(socket, "GET /short HTTP/1.1\r\nX: ");

      drip(socket);
    }
  }

  @Test
  void aConnectionThatIsIdleBetweenRequestsIsNotHeldToTheFirstLimit() throws IOException {
    open(SHORT, LONG, "");
    try (Socket idle = connect();
        Socket silent = connect()) {
      send(idle, ASK.formatted("short"));
      answer(idle);
      untilClosed(silent);

      send(idle, ASK.formatted("short"));

      assertThat(answer(idle)).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void whoHasAskedIsWaitedForNoMore() throws IOException {
    open(SHORT, LONG, "");
    try (Socket asking = connect();
        Socket silent = connect()) {
      send(asking, ASK.formatted("long"));
      assertThat(asking.getInputStream().read()).isEqualTo('H');
      untilClosed(silent);

      asking.setSoTimeout((int) SHORT.toMillis());
      assertThatThrownBy(() -> untilClosed(asking)).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"long", "slow"})
  void whileARequestIsAnsweredNothingIsAskedOfItsConnection(String path) throws IOException {
    open(SHORT, SHORT, "");
    try (Socket busy = connect();
        Socket silent = connect()) {
      send(busy, ASK.formatted(path));
      untilClosed(silent);
      try (Socket later = connect()) {
        untilClosed(later);
      }
      answer.complete(Reply.json(List.of()));

      assertThat(busy.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void overTlsWhoDoesNotShakeHandsIsSentAwayAsWell() throws IOException {
    Authority authority = TestCertificates.ca("api CA");
    TlsFiles files =
        TlsFiles.write(temp, authority, authority.certificate().addresses("127.0.0.1").issue());
    open(
        SHORT,
        LONG,
        "tls { cert-file = \"%s\", key-file = \"%s\" }"
            .formatted(files.certificate(), files.key()));
    try (Socket silent = connect();
        Socket begun = connect()) {
      begun.getOutputStream().write(new byte[] {22, 3, 1, 0, 100, 1});

      untilClosed(silent);
      untilClosed(begun);
    }
  }
}
