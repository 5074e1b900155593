package io.poolwatch.control;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said where a service does not answer as it should. */
final class ControlClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the service closed without an answer",
        "'{\"version\":1,\"stat' | the service closed after 18 bytes of its answer",
        "'hello\n' | what answers is no Poolwatch: ",
        "'{\"version\":77}\n' | the service answers in another version of this protocol"
      })
  void anAnswerThatIsNoneSaysWhatIsWrong(String answer, String wrong) throws Exception {
    Path socket = temp.resolve("s");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> answer(server, answer));

      assertThatThrownBy(() -> ControlClient.ask(socket, ControlRequest.status(), LIMIT))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(socket + ": " + wrong);
      served.get();
    }
  }

  private static void answer(ServerSocketChannel server, String answer) {
    try (SocketChannel channel = server.accept()) {
      channel.read(ByteBuffer.allocate(1024));
      channel.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
