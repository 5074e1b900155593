package io.poolwatch.importer;

import java.time.Duration;
import java.util.List;

/** Makes settings of the process of what section {@code global} and the sections' logs say. */
final class ProcessReader {
  /** What the name of a Unix socket ends in. */
  private static final String OWN = ".poolwatch";

  private final Globals globals;
  private final Losses losses;

  ProcessReader(Globals globals, Losses losses) {
    this.globals = globals;
    this.losses = losses;
  }

  /** What holds for the checks of all servers. */
  Settings ofAllServers() {
    Settings settings = new Settings();
    Statement spread = globals.last("spread-checks");
    if (spread != null) {
      int percent = spread.word(1).matches("\\d{1,4}") ? Integer.parseInt(spread.word(1)) : -1;
      if (percent < 0 || percent > 50) {
        losses.add(spread.line(), "spread-checks", "no percentage from 0 to 50");
      } else {
        settings.raw("check.spread-checks", Integer.toString(percent), spread.line());
      }
    }
    Statement buffer = globals.last("tune.bufsize");
    if (buffer != null && buffer.word(1).matches("\\d{1,8}")) {
      settings.raw("check.max-response-bytes", buffer.word(1) + "B", buffer.line());
    }
    return settings;
  }

  /**
   * What concerns no server, by paths below the root.
   *
   * @param proxies the sections with checked servers
   */
  Settings settings(List<Proxy> proxies) {
    Settings settings = new Settings();
    Statement most = globals.last("max-spread-checks");
    Duration time = ServerReader.time(most, 1);
    if (most != null && time != null) {
      settings.time("limits.first-probe-spread", time, most.line());
    }
    List<Setting.Element> targets = new LogReader(losses).targets(globals, proxies);
    if (!targets.isEmpty()) {
      settings.list("syslog", targets, targets.get(0).line());
    }
    globals.sockets().forEach(socket -> runtimeApi(socket, settings));
    return settings;
  }

  /**
   * The first socket of each kind. A Unix socket gets a name of its own, so that a HAProxy that
   * runs beside keeps the one that it has.
   */
  private void runtimeApi(Statement socket, Settings settings) {
    Endpoint at = Endpoint.of(socket.word(2));
    boolean unix = at.kind() == Endpoint.Kind.UNIX;
    String key = unix ? "runtime-api.path" : "runtime-api.address";
    boolean loopback = at.host().startsWith("127.") || at.host().equals("::1");
    boolean listens = unix || (loopback && at.port().isPresent());
    if (!listens || settings.has(key)) {
      losses.add(socket.line(), "stats socket", "one Unix socket, one port on loopback: left out");
      return;
    }
    String where = unix ? at.host() + OWN : at.at(at.port().orElse(0));
    settings.quoted(key, Bytes.text(where).orElse(where), socket.line());
    int level = socket.words().indexOf("level");
    if (unix) {
      String allowed = level < 0 ? "operator" : socket.word(level + 1);
      settings.text("runtime-api.level", allowed, socket.line());
    }
  }
}
