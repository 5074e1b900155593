package io.poolwatch.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real HAProxy that checks servers, asked over its stats socket. */
public final class Haproxy implements AutoCloseable {
  private final Daemons.Daemon daemon;
  private final Path socket;

  private Haproxy(Daemons.Daemon daemon, Path socket) {
    this.daemon = daemon;
    this.socket = socket;
  }

  /**
   * The last check of one server.
   *
   * @param status {@code check_status}: {@code L7OK}; empty before the first has ended
   * @param code {@code check_code}; empty without one
   * @param info {@code last_chk}
   */
  public record Check(String status, String code, String info) {}

  /**
   * Starts it; skips the test if it is not installed.
   *
   * @param directory for its files
   * @param sections what follows {@code global}
   */
  public static Haproxy start(Path directory, String sections) {
    Path program = Daemons.need("haproxy");
    Path socket = directory.resolve("haproxy.sock");
    int port = FaultyServer.nobody().getPort();
    String config =
        """
        global
          stats socket %s mode 600
          max-spread-checks 100
        %s
        frontend ready
          bind 127.0.0.1:%d
          timeout client 1s
        """
            .formatted(socket, sections, port);
    Path file = PemWriter.write(directory.resolve("haproxy.cfg"), config);
    return new Haproxy(
        Daemons.Daemon.started(directory, port, program.toString(), "-db", "-f", file.toString()),
        socket);
  }

  /** The same once each checked server has been checked. */
  public Map<String, Check> awaitChecks() {
    Waiting.until(
        () -> checks().values().stream().noneMatch(check -> check.status().isEmpty()),
        "checks by haproxy");
    return checks();
  }

  /** The last check of each checked server, by {@code backend/server}. */
  public Map<String, Check> checks() {
    List<String> lines = ask("show stat").lines().toList();
    List<String> columns = fields(lines.get(0).substring("# ".length()));
    Map<String, Check> checks = new HashMap<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = fields(line);
      // A star marks that another check is under way.
      String status =
          fields.size() > 1 ? fields.get(columns.indexOf("check_status")).replace("* ", "") : "";
      if (!status.isEmpty()) {
        checks.put(
            fields.get(0) + "/" + fields.get(1),
            new Check(
                status.equals("INI") ? "" : status,
                fields.get(columns.indexOf("check_code")),
                fields.get(columns.indexOf("last_chk"))));
      }
    }
    return checks;
  }

  /** Asks a question over the stats socket. */
  public String ask(String question) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.US_ASCII)));
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(answer);
      return answer.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fields of a line, separated by commas, some of them in double quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }

  @Override
  public void close() {
    daemon.close();
  }
}
