package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Level;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.spec.ApiSpec;
import io.poolwatch.testkit.PemWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** An API on a real socket, over a service that has no servers and is told what happens. */
final class ApiFixture implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  final RecordingEventLog log = new RecordingEventLog(Level.INFO);
  final Api api;
  final URI address;
  final FakeService service = new FakeService(FleetView.alone("n1", 1, Load.NONE));

  /**
   * One that answers.
   *
   * @param directory where its configuration is written
   * @param settings those of {@code poolwatch.api}
   */
  ApiFixture(Path directory, String settings) {
    LoadResult.Loaded loaded = load(directory, "web", settings);
    ApiSpec spec = loaded.spec().sinks().api();
    if (spec == null) {
      throw new AssertionError("no API");
    }
    api = Api.start(loaded.spec(), spec, "0.1.0", log);
    try {
      address = URI.create(api.open(ActorSystems.api(loaded), service, api));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A configuration with one server of this pool. */
  static LoadResult.Loaded load(Path directory, String pool, String settings) {
    String text =
        """
        poolwatch {
          node.name = n1
          pools.%s.servers.web1 = "127.0.0.1:1"
          api {
            port = 0
            %s
          }
        }
        """
            .formatted(pool, settings);
    return read(directory, text);
  }

  /** What a text says as a configuration. */
  static LoadResult.Loaded read(Path directory, String text) {
    LoadResult result =
        ConfigLoader.load(
            PemWriter.write(directory.resolve("api.conf"), text),
            new LoadOptions(List.of(), true, TlsFileCheck.NONE, Map.of(), "test-host"));
    if (!(result instanceof LoadResult.Loaded loaded)) {
      throw new AssertionError(result);
    }
    return loaded;
  }

  /** The settings of the two tokens of {@link ApiSpecs}. */
  static String tokens() {
    StringBuilder text = new StringBuilder();
    for (ApiSpec.Token token : ApiSpecs.at("127.0.0.1").tokens()) {
      text.append(
          "tokens.%s { role = %s, sha256 = %s }\n"
              .formatted(
                  token.name(),
                  token.role().name().toLowerCase(java.util.Locale.ROOT),
                  token.sha256()));
    }
    return text.toString();
  }

  /**
   * Sends bytes as they are and reads until the other end closes. Who does not want all of a
   * request may close with a reset, and what it has said before arrives all the same.
   */
  String raw(String request) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = connect(0)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getInputStream().transferTo(answer);
    } catch (SocketException reset) {
      assertThat(answer.size()).as("%s", reset).isPositive();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return answer.toString(StandardCharsets.ISO_8859_1);
  }

  /** What is answered to a request without a token. */
  String ask(String path) {
    return raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  /**
   * A connection.
   *
   * @param receiveBuffer bytes that the kernel may keep; 0 for as many as it likes
   */
  Socket connect(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setSoTimeout((int) LIMIT.toMillis());
    socket.connect(
        new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), address.getPort()));
    return socket;
  }

  @Override
  public void close() {
    api.close();
  }
}
