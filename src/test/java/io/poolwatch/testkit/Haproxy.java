package io.poolwatch.testkit;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A real HAProxy that checks servers, asked over its stats socket. */
public final class Haproxy implements AutoCloseable {
  private final Daemons.Daemon daemon;
  private final StatsSocket socket;

  private Haproxy(Daemons.Daemon daemon, StatsSocket socket) {
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
   * Starts it; skips the test if it is not installed. It has one thread, so that whoever asks finds
   * all that came of a check, or nothing of it.
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
          stats socket %s mode 600 level admin
          nbthread 1
          max-spread-checks 100
        %s
        frontend ready
          bind 127.0.0.1:%d
          timeout client 1s
        """
            .formatted(socket, sections, port);
    Path file = PemWriter.write(directory.resolve("haproxy.cfg"), config);
    Daemons.Daemon daemon =
        Daemons.Daemon.started(directory, port, program.toString(), "-db", "-f", file.toString());
    return new Haproxy(daemon, new StatsSocket(socket).awaitOpen());
  }

  /** What the checks came to, once each checked server has been checked. */
  public Map<String, Check> awaitChecks() {
    Map<String, Check> done = new HashMap<>();
    Waiting.until(() -> allDone(done), "checks by haproxy");
    return done;
  }

  /** While a check is under way the code of the one before it is not told: that is no answer. */
  private boolean allDone(Map<String, Check> done) {
    boolean all = true;
    for (Map.Entry<String, Map<String, String>> server : stat().entrySet()) {
      String status = server.getValue().getOrDefault("check_status", "");
      if (!status.isEmpty() && !status.startsWith("*") && !status.equals("INI")) {
        done.put(server.getKey(), check(server.getValue()));
      }
      all &= status.isEmpty() || done.containsKey(server.getKey());
    }
    return all;
  }

  /** The last check of each checked server, by {@code backend/server}. */
  public Map<String, Check> checks() {
    Map<String, Check> checks = new HashMap<>();
    stat()
        .forEach(
            (server, fields) -> {
              if (!fields.getOrDefault("check_status", "").isEmpty()) {
                checks.put(server, check(fields));
              }
            });
    return checks;
  }

  private static Check check(Map<String, String> fields) {
    // A star marks that another check is under way.
    String status = fields.getOrDefault("check_status", "").replace("* ", "");
    return new Check(
        status.equals("INI") ? "" : status,
        fields.getOrDefault("check_code", ""),
        fields.getOrDefault("last_chk", ""));
  }

  /** What {@code show stat} says of each server, by {@code backend/server} and column. */
  public Map<String, Map<String, String>> stat() {
    return socket.stat();
  }

  /** What {@code show servers state} says of each server, by {@code backend/server} and column. */
  public Map<String, Map<String, String>> states() {
    return socket.states();
  }

  /** Asks a question over the stats socket. */
  public String ask(String question) {
    return socket.ask(question);
  }

  @Override
  public void close() {
    daemon.close();
  }
}
