package io.poolwatch.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Asks a line, half-closes and reads the whole answer, as {@code socat} does. */
public final class UnixClient {
  private UnixClient() {}

  /** Over a Unix socket. */
  public static String ask(Path socket, String line) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return answer(channel, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over TCP on loopback. */
  public static String askTcp(int port, String line) {
    try (SocketChannel channel =
        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return answer(channel, line);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String answer(SocketChannel channel, String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    channel.shutdownOutput();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    Channels.newInputStream(channel).transferTo(answer);
    return answer.toString(StandardCharsets.UTF_8);
  }
}
