package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.testkit.Stalls;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The listener that answers a line with a line, on real sockets. */
@Timeout(120)
final class AgentListenerIT {
  private AgentListener listener;

  @BeforeEach
  void open() throws IOException {
    listener =
        AgentListener.open(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), AgentListenerIT::answer);
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private static String answer(String line) {
    if (line.equals("bug")) {
      throw new IllegalStateException("a bug");
    }
    return "<" + line + ">\n";
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(listener.address());
    return socket;
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String heard(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private String ask(String text) throws IOException {
    try (Socket socket = connect()) {
      say(socket, text);
      return heard(socket);
    }
  }

  @Test
  void aLineIsAnsweredAndTheConnectionClosed() throws IOException {
    assertThat(ask("web/web1\n")).isEqualTo("<web/web1>\n");
    assertThat(ask("web/web1\r\n")).isEqualTo("<web/web1>\n");
    assertThat(ask("web/web1\0more")).isEqualTo("<web/web1>\n");
  }

  @Test
  void aLineMayComeInPieces() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (String piece : List.of("w", "eb", "/", "web", "1", "\n")) {
        say(socket, piece);
      }
      assertThat(heard(socket)).isEqualTo("<web/web1>\n");
    }
  }

  @Test
  void theEndOfTheConnectionEndsTheLine() throws IOException {
    try (Socket socket = connect()) {
      say(socket, "web/web1");
      socket.shutdownOutput();
      assertThat(heard(socket)).isEqualTo("<web/web1>\n");
    }
  }

  @Test
  void whoSaysNothingIsAnsweredInTheEnd() throws IOException {
    try (Socket socket = connect()) {
      long start = System.nanoTime();
      assertThat(heard(socket)).isEqualTo("<>\n");
      assertThat(System.nanoTime() - start)
          .isGreaterThanOrEqualTo(AgentListener.PATIENCE.toNanos());
    }
  }

  @Test
  void halfALineAsksForNothing() throws IOException {
    try (Socket socket = connect()) {
      say(socket, "web/web1");
      assertThat(heard(socket)).isEqualTo("<>\n");
    }
  }

  @Test
  void aLineThatIsTooLongIsNone() throws IOException {
    assertThat(ask("x".repeat(AgentListener.LONGEST_LINE) + "\n"))
        .isEqualTo("<" + "x".repeat(AgentListener.LONGEST_LINE) + ">\n");
    try (Socket socket = connect()) {
      say(socket, "x".repeat(AgentListener.LONGEST_LINE + 1));
      assertThat(heard(socket)).isEqualTo("<>\n");
    }
  }

  @Test
  void aBugEndsOneConnectionAndNoOther() throws IOException {
    assertThat(ask("bug\n")).isEmpty();
    assertThat(ask("web/web1\n")).isEqualTo("<web/web1>\n");
  }

  @Test
  void theSilentHoldUpNobody() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        silent.add(connect());
      }
      try (Stalls stalls = Stalls.watch()) {
        long start = System.nanoTime();
        for (int i = 0; i < 100; i++) {
          assertThat(ask(i + "\n")).isEqualTo("<" + i + ">\n");
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took.minus(stalls.total())).isLessThan(AgentListener.PATIENCE);
      }
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whoLeavesWithAResetHarmsNobody() throws IOException {
    for (int i = 0; i < 50; i++) {
      Socket rude = connect();
      rude.setSoLinger(true, 0);
      say(rude, "web");
      rude.close();
    }
    assertThat(ask("web/web1\n")).isEqualTo("<web/web1>\n");
  }

  @Test
  void aClosedListenerLetsGoOfItsPortAndItsConnections() throws IOException {
    try (Socket open = connect()) {
      // Whoever came after it was answered, so that it is not waiting to be taken in.
      assertThat(ask("x\n")).isEqualTo("<x>\n");
      InetSocketAddress address = listener.address();
      listener.close();
      assertThat(open.getInputStream().read()).isEqualTo(-1);
      try (AgentListener again = AgentListener.open(address, AgentListenerIT::answer)) {
        assertThat(again.address()).isEqualTo(address);
      }
    }
  }

  @Test
  void aPortThatIsTakenIsToldAtOnce() throws IOException {
    InetSocketAddress taken = listener.address();

    assertThatThrownBy(() -> AgentListener.open(taken, AgentListenerIT::answer))
        .isInstanceOf(BindException.class);
  }
}
