package io.poolwatch.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the lines that a HAProxy, or Poolwatch in its words, sends over UDP. */
public final class SyslogReceiver implements AutoCloseable {
  private static final int BUFFER = 8 * 1024 * 1024;
  private static final Pattern FRAME =
      Pattern.compile(
          "(<\\d+>)[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d haproxy\\[\\d+\\]: (.*)\n?");
  private static final Pattern DURATION = Pattern.compile("check duration: \\d+ms");

  private final DatagramSocket socket;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final AtomicInteger marks = new AtomicInteger();

  private SyslogReceiver(DatagramSocket socket) {
    this.socket = socket;
  }

  /** Listens on a port that was free. */
  public static SyslogReceiver start() {
    try {
      DatagramSocket socket = new DatagramSocket(null);
      socket.setReceiveBufferSize(BUFFER);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SyslogReceiver receiver = new SyslogReceiver(socket);
      Thread thread = new Thread(receiver::receive, "syslog-receiver");
      thread.setDaemon(true);
      thread.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive() {
    DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
    while (!socket.isClosed()) {
      try {
        socket.receive(packet);
        lines.add(
            masked(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** Without what is never the same: time, process and durations; what is no such line as it is. */
  private static String masked(String datagram) {
    Matcher frame = FRAME.matcher(datagram);
    String text = frame.matches() ? frame.group(1) + frame.group(2) : datagram;
    return DURATION.matcher(text).replaceAll("check duration: Nms");
  }

  /** Waits until it has taken in all that was sent before. */
  public void catchUp() {
    String mark = "mark " + marks.incrementAndGet();
    byte[] bytes = mark.getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket sender = new DatagramSocket()) {
      sender.send(
          new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Waiting.until(() -> lines.contains(mark), "a mark among the lines");
  }

  /** Its port on loopback. */
  public int port() {
    return socket.getLocalPort();
  }

  /** The lines so far that tell of a backend, {@code <129>Server web/web1 is DOWN.…}, in order. */
  public List<String> lines(String backend) {
    return lines.stream()
        .filter(
            line ->
                line.contains(" " + backend + "/")
                    || line.endsWith(">backend " + backend + " has no server available!"))
        .toList();
  }

  @Override
  public void close() {
    socket.close();
  }
}
