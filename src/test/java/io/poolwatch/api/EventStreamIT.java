package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.Events;
import io.poolwatch.event.Evidence;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.testkit.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events as they happen, over real sockets. */
final class EventStreamIT {
  private static final ServerId WEB1 = new ServerId("web", "web1");

  @TempDir private Path temp;
  private ApiFixture fixture;

  @BeforeEach
  void open() {
    fixture = new ApiFixture(temp, "");
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  /** Something happens that is told by a number. */
  private void happen(int number) {
    fixture.api.emit(change("10.0.0.1:" + number));
  }

  private static Event change(String to) {
    return Events.endpointChanged("a", WEB1, null, to);
  }

  /** An event of a stream. */
  private record Told(String kind, String id, String data) {}

  /** A client that reads a stream. */
  private final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader lines;

    Client(String... headers) throws IOException {
      socket = fixture.connect(0);
      StringBuilder request =
          new StringBuilder("GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n");
      for (String header : headers) {
        request.append(header).append("\r\n");
      }
      socket
          .getOutputStream()
          .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** The next event; chunks' sizes and comments are passed over. */
    Told next() throws IOException {
      String kind = "";
      String id = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          kind = line.substring("event: ".length());
        } else if (line.startsWith("id: ")) {
          id = line.substring("id: ".length());
        } else if (line.startsWith("data: ")) {
          return new Told(kind, id, line.substring("data: ".length()));
        }
      }
      throw new AssertionError("the stream ended");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void itBeginsWithASnapshotAndGoesOnWithWhatHappens() throws IOException {
    try (Client client = new Client()) {
      Told snapshot = client.next();
      assertThat(snapshot.kind()).isEqualTo("snapshot");
      assertThat(snapshot.data()).startsWith("{\"node\":\"n1\",\"start\":").contains("\"pools\":[");
      assertThat(snapshot.id()).matches("n1:\\d+:0");

      happen(7);

      Told event = client.next();
      assertThat(event.kind()).isEqualTo("endpoint-changed");
      assertThat(event.id()).isEqualTo(snapshot.id().replaceFirst("0$", "1"));
      assertThat(event.data()).contains("\"seq\":1,", "\"to\":\"10.0.0.1:7\"");
    }
  }

  @Test
  void whatHappenedBeforeIsInTheSnapshotAndNotToldAgain() throws IOException {
    try (Client client = new Client()) {
      client.next();
      happen(1);
      client.next();
    }

    Waiting.until(() -> !firstId().endsWith(":0"), "a snapshot that accounts for the event");

    try (Client client = new Client()) {
      assertThat(client.next().id()).endsWith(":1");
      happen(2);
      assertThat(client.next().data()).contains("10.0.0.1:2");
    }
  }

  @Test
  void noEventQuotesWhatAServerReplied() throws IOException {
    CheckResult found =
        Results.failed(
            "503 a secret: body did not match string 'ok': got 'secret-session=abc' (18 bytes)",
            "503: body did not match string 'ok': got 'secret-session=abc' (18 bytes)");
    Verdict down = new Verdict(OperationalState.DOWN, false, true, List.of());
    Event transition =
        Events.serverTransition(
            "a",
            WEB1,
            OperationalState.UP,
            down,
            Admin.of(AdminState.READY),
            false,
            null,
            new Evidence(found, null));
    try (Client client = new Client()) {
      client.next();
      fixture.api.emit(transition);

      assertThat(client.next().data())
          .contains("503: body did not match string 'ok': got '...' (18 bytes)")
          .doesNotContain("secret");
    }
    assertThat(fixture.ask("/api/v1/events"))
        .contains("503: body did not match string 'ok': got '...' (18 bytes)")
        .doesNotContain("secret");
    assertThat(fixture.log.events()).contains(transition);
  }

  private String firstId() {
    try (Client client = new Client()) {
      return client.next().id();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whoComesBackGoesOnBehindTheLastEvent() throws IOException {
    String id;
    try (Client client = new Client()) {
      client.next();
      happen(1);
      id = client.next().id();
    }
    happen(2);
    happen(3);
    try (Client again = new Client("Last-Event-ID: " + id)) {
      assertThat(again.next().data()).contains("10.0.0.1:2");
      assertThat(again.next().data()).contains("10.0.0.1:3");
      happen(4);
      assertThat(again.next().data()).contains("10.0.0.1:4");
    }
  }

  @Test
  void anIdOfAnotherNodeOrProcessOrOneThatIsTooOldGetsASnapshot() throws IOException {
    String id;
    try (Client client = new Client()) {
      id = client.next().id();
    }
    List<String> foreign =
        List.of(
            id.replaceFirst("^n1", "n2"),
            id.replaceFirst(":\\d+:", ":7:"),
            id.replaceFirst("0$", "99"),
            "nonsense");
    for (String other : foreign) {
      try (Client client = new Client("Last-Event-ID: " + other)) {
        assertThat(client.next().kind()).as(other).isEqualTo("snapshot");
      }
    }
    for (int i = 0; i <= Timeline.KEPT; i++) {
      happen(i);
    }
    Waiting.until(() -> streamed().contains("snapshot"), "the first event to be forgotten");
    try (Client client = new Client("Last-Event-ID: " + id)) {
      assertThat(client.next().kind()).isEqualTo("snapshot");
    }
  }

  private String streamed() {
    String answer = fixture.ask("/api/v1/events?limit=1");
    return answer.contains("\"first\":1,") ? "" : "snapshot";
  }

  @Test
  void anEventIsOnItsWayWithinAHundredMilliseconds() throws IOException {
    List<Long> took = new ArrayList<>();
    try (Client client = new Client()) {
      client.next();
      for (int i = 0; i < 40; i++) {
        long began = System.nanoTime();
        happen(i);
        client.next();
        took.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
      }
    }
    long[] sorted = took.stream().mapToLong(Long::longValue).sorted().toArray();
    assertThat(sorted[sorted.length / 2]).as(Arrays.toString(sorted)).isLessThan(100);
  }

  @Test
  void whoDoesNotReadIsDroppedAndAnEventSaysSo() throws IOException {
    try (Socket deaf = fixture.connect(4_096);
        Client reader = new Client()) {
      deaf.getOutputStream()
          .write(
              "GET /api/v1/events/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      Event large = change("x".repeat(20_000));
      Told told = reader.next();
      // One piece after the other, as long as it takes; whoever reads is not dropped meanwhile.
      for (int i = 0; i < 2_000 && !dropped(); i++) {
        fixture.api.emit(large);
        told = reader.next();
      }
      while (!told.kind().equals("api-client-dropped")) {
        told = reader.next();
      }
      assertThat(told.data())
          .contains("\"peer\":\"127.0.0.1:" + deaf.getLocalPort() + "\"", "\"waiting\":64");
    }
  }

  private boolean dropped() {
    return fixture.log.events().stream()
        .anyMatch(event -> event.name() == EventName.API_CLIENT_DROPPED);
  }

  @Test
  void noMoreThanTheBoundMayFollow() throws IOException {
    fixture.close();
    fixture = new ApiFixture(temp, "connections = 18");
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        Client client = new Client();
        clients.add(client);
        client.next();
      }

      assertThat(fixture.ask("/api/v1/events/stream")).startsWith("HTTP/1.1 503 ");
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }
}
