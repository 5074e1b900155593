package io.poolwatch.load;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection of an {@link EndpointFarm}; belongs to the farm's thread. */
final class FarmPeer {
  private static final int REQUEST_BYTES = 2048;
  private static final String METHOD = "GET ";
  private static final String BLANK_LINE = "\r\n\r\n";
  private static final byte[] REPLY =
      """
      HTTP/1.1 200 OK\r
      Server: endpoint-farm\r
      Content-Type: text/plain\r
      Content-Length: 3\r
      Connection: close\r
      \r
      ok
      """
          .getBytes(StandardCharsets.US_ASCII);

  private static final byte[] REFUSAL =
      "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Short, so that it is through in time. */
  private static final byte[] TRICKLED =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final ByteBuffer input = ByteBuffer.allocate(REQUEST_BYTES);

  private final EndpointFarm farm;
  private final Manner manner;
  private final SocketChannel channel;
  private @Nullable String server;
  private int trickled;

  FarmPeer(EndpointFarm farm, Manner manner, SocketChannel channel) {
    this.farm = farm;
    this.manner = manner;
    this.channel = channel;
  }

  @Nullable String server() {
    return server;
  }

  void belongsTo(String known) {
    server = known;
  }

  void onReadable() {
    try {
      if (channel.read(input) < 0 || !input.hasRemaining()) {
        close();
        return;
      }
      String request = new String(input.array(), 0, input.position(), StandardCharsets.ISO_8859_1);
      if (manner == Manner.RESETS) {
        identify(request);
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        close();
      } else if (request.endsWith(BLANK_LINE)) {
        input.clear();
        identify(request);
        answer();
      }
    } catch (IOException reset) {
      close();
    }
  }

  private void identify(String request) {
    int end = request.indexOf(' ', METHOD.length());
    if (server == null && request.startsWith(METHOD) && end > 0) {
      farm.identified(this, request.substring(METHOD.length(), end));
    }
  }

  private void answer() throws IOException {
    if (manner == Manner.ANSWERS) {
      channel.write(ByteBuffer.wrap(REPLY));
    } else if (manner == Manner.ALTERNATES) {
      channel.write(ByteBuffer.wrap(farm.refusesNow(server) ? REFUSAL : REPLY));
    } else if (manner == Manner.TRICKLES) {
      farm.trickles(this);
    }
  }

  /** Sends the next byte of a reply. */
  void trickle() {
    try {
      channel.write(ByteBuffer.wrap(TRICKLED, trickled, 1));
      trickled++;
      if (trickled == TRICKLED.length) {
        close();
      }
    } catch (IOException reset) {
      close();
    }
  }

  private void close() {
    farm.gone(this);
    try {
      channel.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket can't be closed", e);
    }
  }
}
