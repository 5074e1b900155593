package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.Events;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.SyslogSpec;
import io.poolwatch.spec.SyslogSpec.Format;
import io.poolwatch.spec.SyslogSpec.Severity;
import io.poolwatch.spec.SyslogSpec.Transport;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.Stalls;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Syslog targets on real sockets. */
@Timeout(120)
final class SyslogIT {
  private static final ServerId WEB1 = new ServerId("web", "web1");
  private static final String DOWN =
      "haproxy[42]: Server web/web1 is DOWN. 0 active and 0 backup servers left. 0 sessions"
          + " active, 0 requeued, 0 remaining in queue.\n";

  @TempDir private Path temp;
  private final RecordingEventLog log = new RecordingEventLog();

  private SyslogSink sink(SyslogSpec... targets) {
    SyslogSink sink =
        SyslogSink.start(
            List.of(targets),
            new SyslogMessages("n1", 42, ZoneOffset.UTC),
            log,
            InstantSource.system());
    sink.use(List.of(new PoolSpec("web", List.of(ServerSpecs.server("web1").build()))));
    return sink;
  }

  private static SyslogSpec target(
      Transport transport, @Nullable InetSocketAddress address, @Nullable Path path, Format form) {
    HostPort to =
        address == null
            ? null
            : new HostPort("127.0.0.1", address.getPort(), Optional.of(address.getAddress()));
    return target(transport, to, path, form, SyslogSpec.Emit.ONE);
  }

  private static SyslogSpec target(
      Transport transport,
      @Nullable HostPort to,
      @Nullable Path path,
      Format form,
      SyslogSpec.Emit emit) {
    return new SyslogSpec(
        transport, to, path, SyslogSpec.Facility.LOCAL0, Severity.DEBUG, form, emit);
  }

  private static Event down() {
    return Events.serverTransition(
        "/pools/web",
        WEB1,
        OperationalState.UP,
        new Verdict(OperationalState.DOWN, false, true, List.of()),
        Admin.of(AdminState.READY),
        false,
        null,
        null);
  }

  private static String receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
  }

  private static DatagramSocket udp() throws IOException {
    return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static InetSocketAddress address(DatagramSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Test
  void oneEventMayBeTwoDatagrams() throws IOException {
    try (DatagramSocket socket = udp();
        SyslogSink sink = sink(target(Transport.UDP, address(socket), null, Format.HAPROXY))) {
      sink.emit(down());

      assertThat(receive(socket)).startsWith("<129>").endsWith(DOWN);
      assertThat(receive(socket))
          .startsWith("<128>")
          .endsWith("haproxy[42]: backend web has no server available!\n");
    }
  }

  @Test
  void whereOneNodeTellsItTheOthersAreSilent() throws IOException {
    try (DatagramSocket one = udp();
        DatagramSocket each = udp();
        SyslogSink sink =
            sink(
                target(Transport.UDP, address(one), null, Format.RFC5424),
                target(Transport.UDP, to(each), null, Format.RFC5424, SyslogSpec.Emit.EACH))) {
      sink.speaksFor(server -> false);
      sink.emit(down());
      assertThat(receive(each)).contains("server-transition");

      sink.speaksFor(WEB1::equals);
      sink.emit(Events.serverStale("/pools/web/web1", WEB1, null, Duration.ofSeconds(6), null));
      assertThat(receive(one)).as("not told before").contains("server-stale");
    }
  }

  @Test
  void whoSpeaksForAServerSpeaksForThoseThatTrackIt() throws IOException {
    try (DatagramSocket one = udp();
        SyslogSink sink = sink(target(Transport.UDP, address(one), null, Format.RFC5424))) {
      sink.use(
          List.of(
              new PoolSpec(
                  "app",
                  List.of(
                      ServerSpecs.server("app", "b").track("app", "a").build(),
                      ServerSpecs.server("app", "a").track("web", "web1").build())),
              new PoolSpec("web", List.of(ServerSpecs.server("web1").build()))));
      sink.speaksFor(WEB1::equals);
      ServerId follower = new ServerId("app", "b");
      sink.emit(Events.serverStale("/pools/app/b", follower, null, Duration.ofSeconds(6), null));
      assertThat(receive(one)).contains("server-stale", "\"b\"");
    }
  }

  private static HostPort to(DatagramSocket socket) {
    InetSocketAddress address = address(socket);
    return new HostPort("127.0.0.1", address.getPort(), Optional.of(address.getAddress()));
  }

  @Test
  void lessThanTheLevelIsNotTold() throws IOException {
    try (DatagramSocket socket = udp()) {
      SyslogSpec all = target(Transport.UDP, address(socket), null, Format.HAPROXY);
      SyslogSpec some =
          new SyslogSpec(
              all.transport(),
              all.address(),
              null,
              all.facility(),
              Severity.EMERG,
              all.format(),
              all.emit());
      try (SyslogSink sink = sink(some)) {
        sink.emit(down());
        assertThat(receive(socket)).contains("has no server available!");
      }
    }
  }

  @Test
  void everyEventGoesOutAsJson() throws IOException {
    try (DatagramSocket socket = udp();
        SyslogSink sink = sink(target(Transport.UDP, address(socket), null, Format.RFC5424))) {
      sink.emit(ServiceEvents.nodeStopped("/", "SIGTERM", Map.of()));

      assertThat(receive(socket)).contains(" n1 poolwatch 42 node-stopped - {\"time\"");
    }
  }

  @Test
  void aUnixSocketTakesDatagrams() throws IOException {
    Path path = temp.resolve("log");
    try (AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open()) {
      channel.bind(AFUNIXSocketAddress.of(path));
      try (SyslogSink sink = sink(target(Transport.UNIX, null, path, Format.HAPROXY))) {
        sink.emit(down());
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        channel.receive(buffer);

        assertThat(StandardCharsets.UTF_8.decode(buffer.flip()).toString()).endsWith(DOWN);
      }
    }
  }

  @Test
  void overTcpLinesEndAndEventsAreCounted() throws IOException {
    try (ServerSocket lines = listen();
        ServerSocket events = listen()) {
      List<Socket> heard = new ArrayList<>();
      try (SyslogSink sink =
          sink(
              target(Transport.TCP, address(lines), null, Format.HAPROXY),
              target(Transport.TCP, address(events), null, Format.RFC5424))) {
        sink.emit(down());
        // Closing it too soon may lose what waits.
        heard.add(lines.accept());
        heard.add(events.accept());
        assertThat(until("available!\n", heard.get(0))).contains(DOWN);
        int octets = Integer.parseInt(until(" ", heard.get(1)).strip());
        byte[] framed = heard.get(1).getInputStream().readNBytes(octets);
        assertThat(new String(framed, StandardCharsets.UTF_8)).startsWith("<132>1 ").endsWith("}");
      }
      for (Socket socket : heard) {
        assertThat(socket.getInputStream().read()).as("nothing more").isEqualTo(-1);
        socket.close();
      }
    }
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
  }

  private static InetSocketAddress address(ServerSocket socket) {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** What comes until a text has come. */
  private static String until(String end, Socket socket) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int octet = socket.getInputStream().read();
      assertThat(octet).as("after %s", text).isNotNegative();
      text.append((char) octet);
    }
    return text.toString();
  }

  @Test
  void aDeadTargetIsToldOnceAndHoldsUpNobody() throws IOException {
    InetSocketAddress nobody = FaultyServer.nobody();
    try (DatagramSocket socket = udp();
        SyslogSink sink =
            sink(
                target(Transport.TCP, nobody, null, Format.HAPROXY),
                target(Transport.UDP, address(socket), null, Format.RFC5424))) {
      for (int i = 0; i < 1_000; i++) {
        sink.emit(ServiceEvents.nodeStopped("/", "SIGTERM", Map.of()));
        receive(socket);
      }
      sink.emit(down());
      assertThat(receive(socket)).contains("server-transition");
      Waiting.until(() -> !log.events().isEmpty(), "the event");
      sink.emit(down());
    }

    assertThat(log.events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.name()).isEqualTo(EventName.SINK_FAILED);
              assertThat(event.fields().get("sink")).isEqualTo("tcp@127.0.0.1:" + nobody.getPort());
              assertThat(event.fields().get("problem")).asString().contains("refused");
            });
  }

  @Test
  void aTargetThatComesBackIsToldOnce() throws IOException {
    Path path = temp.resolve("log");
    try (SyslogSink sink = sink(target(Transport.UNIX, null, path, Format.RFC5424))) {
      sink.emit(down());
      Waiting.until(() -> log.events().size() == 1, "the failure");
      try (AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open()) {
        channel.bind(AFUNIXSocketAddress.of(path));
        Waiting.until(
            () -> {
              sink.emit(down());
              return log.events().size() == 2;
            },
            "the recovery");
      }
    }

    Event recovered = log.events().get(1);
    assertThat(recovered.name()).isEqualTo(EventName.SINK_RECOVERED);
    assertThat((Long) recovered.fields().get("lost")).isPositive();
  }

  @Test
  void aTargetThatDoesNotReadHoldsUpNobody() throws IOException {
    try (ServerSocket deaf = listen();
        DatagramSocket socket = udp()) {
      Stalls stalls = Stalls.watch();
      long start = System.nanoTime();
      try (stalls;
          SyslogSink sink =
              sink(
                  target(Transport.TCP, address(deaf), null, Format.RFC5424),
                  target(Transport.UDP, address(socket), null, Format.HAPROXY))) {
        for (int i = 0; i < 60_000; i++) {
          sink.emit(ServiceEvents.nodeStopped("/", "x".repeat(500), Map.of()));
        }
        sink.emit(down());
        assertThat(receive(socket)).endsWith(DOWN);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      assertThat(took.minus(stalls.total())).isLessThan(Duration.ofSeconds(15));
    }
  }
}
