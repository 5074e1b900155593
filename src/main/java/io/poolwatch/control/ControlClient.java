package io.poolwatch.control;

import com.fasterxml.jackson.core.JacksonException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** The other end of a control socket: asks a running service. */
public final class ControlClient {
  private ControlClient() {}

  /**
   * Asks and waits for the answer.
   *
   * @param limit how long it may take in all
   * @return the reply, of whatever result
   * @throws IOException if no service answers there; says where and why
   */
  public static ControlReply ask(Path socket, ControlRequest request, Duration limit)
      throws IOException {
    String line = exchange(socket, ControlJson.line(request) + "\n", limit);
    try {
      ControlReply reply = ControlJson.read(line, ControlReply.class);
      if (reply != null && reply.version() == ControlRequest.VERSION && reply.result() != null) {
        return reply;
      }
    } catch (JacksonException e) {
      throw new IOException(
          socket + ": what answers is no Poolwatch: " + e.getOriginalMessage(), e);
    }
    throw new IOException(socket + ": the service answers in another version of this protocol");
  }

  private static String exchange(Path socket, String line, Duration limit) throws IOException {
    Timer timer = new Timer("control-limit", true);
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      timer.schedule(closing(channel), limit.toMillis());
      connect(channel, socket);
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(answer);
      String said = answer.toString(StandardCharsets.UTF_8);
      if (said.isEmpty()) {
        throw new IOException(socket + ": the service closed without an answer");
      }
      if (!said.endsWith("\n")) {
        throw new IOException(
            socket + ": the service closed after " + answer.size() + " bytes of its answer");
      }
      return said;
    } catch (AsynchronousCloseException late) {
      throw new IOException(
          socket + ": the service did not answer within " + limit.toSeconds() + " s", late);
    } finally {
      timer.cancel();
    }
  }

  private static void connect(SocketChannel channel, Path socket) throws IOException {
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (AsynchronousCloseException late) {
      throw late;
    } catch (ConnectException left) {
      throw new IOException(socket + ": no service listens there", left);
    } catch (IOException e) {
      String why = Files.exists(socket) ? e.getMessage() : "there is no such socket";
      throw new IOException(socket + ": " + why, e);
    }
  }

  private static TimerTask closing(SocketChannel channel) {
    return new TimerTask() {
      @Override
      public void run() {
        try {
          channel.close();
        } catch (IOException e) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    };
  }
}
