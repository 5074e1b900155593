package io.poolwatch.importer;

import io.poolwatch.importer.CheckReader.Done;
import io.poolwatch.importer.Proxy.ServerLine;
import io.poolwatch.importer.ServerOptions.Option;
import io.poolwatch.importer.TransportReader.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes servers of the lines of a section; those that nothing is known of are passed over. */
final class ServerReader {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
  private static final Pattern RANGE = Pattern.compile("(?:(\\d{1,6})-)?(\\d{1,6})");
  private static final int MOST = 100_000;

  private final HaproxyFile file;
  private final Losses losses;
  private final TransportReader transports;
  private final CheckReader checks;
  private final CheckTimes times;
  private final AgentReader agents;
  private final Families families = new Families();
  private final IdentityHashMap<List<Statement>, ServerOptions> defaults = new IdentityHashMap<>();

  ServerReader(HaproxyFile file, Losses losses) {
    this.file = file;
    this.losses = losses;
    this.transports = new TransportReader(file.globals(), losses);
    this.checks = new CheckReader(file.globals(), losses);
    this.times = new CheckTimes(losses);
    this.agents = new AgentReader(losses, times);
  }

  /** What the servers so far prefer of the addresses of their names. */
  Families families() {
    return families;
  }

  /** The servers of a section whose state is known, in order. */
  List<Server> servers(Proxy proxy) {
    List<Server> servers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (ServerLine line : proxy.servers()) {
      for (Server server : servers(proxy, line)) {
        if (names.add(server.name())) {
          servers.add(server);
        } else {
          losses.add(server.line(), "server", "a second one of that name is left out");
        }
      }
    }
    return List.copyOf(servers);
  }

  private List<Server> servers(Proxy proxy, ServerLine written) {
    Statement line = written.statement();
    boolean template = line.keyword().equals("server-template");
    int own = template ? 4 : 3;
    ServerOptions options =
        defaults
            .computeIfAbsent(written.defaults(), lines -> ServerOptions.ofDefaults(lines, losses))
            .with(line.line(), line.from(own));
    boolean tracks = options.has("track") && !options.has("check");
    if (!options.has("check") && !options.has("agent-check") && !tracks) {
      return List.of();
    }
    if (options.has("track") && !tracks) {
      losses.add(options.line("track", 0), "track", "a server with a check tracks no other");
    }
    String address = line.word(own - 1);
    if (template && address.startsWith("_")) {
      losses.add(line.line(), "server-template", "servers by SRV record are left out: name them");
      return List.of();
    }
    Settings settings =
        tracks ? tracking(proxy, options, line, address) : settings(proxy, options, line, address);
    if (settings == null) {
      return List.of();
    }
    String target = tracks ? target(proxy, options.value("track")) : null;
    families.note(Endpoint.of(address), options.get("resolve-prefer"));
    options.tellLost();
    proxy.settings().tellLost(losses);
    List<Server> servers = new ArrayList<>();
    for (String name : template ? names(line) : List.of(line.word(1))) {
      if (NAME.matcher(name).matches()) {
        servers.add(new Server(name, line.line(), settings, target));
      } else {
        losses.add(line.line(), line.keyword(), "no name that a server can have: left out");
      }
    }
    return servers;
  }

  /** {@code PREFIX 3} or {@code PREFIX 2-5}. */
  private List<String> names(Statement line) {
    Matcher range = RANGE.matcher(line.word(2));
    List<String> names = new ArrayList<>();
    if (range.matches()) {
      int first = range.group(1) == null ? 1 : Integer.parseInt(range.group(1));
      int last = Integer.parseInt(range.group(2));
      for (int i = first; i <= last && names.size() < MOST; i++) {
        names.add(line.word(1) + i);
      }
    }
    if (names.isEmpty()) {
      losses.add(line.line(), "server-template", "no range of servers: left out");
    } else if (names.size() > 1) {
      losses.add(
          line.line(),
          "server-template",
          "all its servers are probed at one address of the name; HAProxy gives each its own");
    }
    return names;
  }

  /** {@code SERVER} of the same section, or {@code SECTION/SERVER}. */
  private static String target(Proxy proxy, String written) {
    return written.indexOf('/') < 0 ? proxy.name() + "/" + written : written;
  }

  private @Nullable Settings tracking(
      Proxy proxy, ServerOptions options, Statement line, String address) {
    Settings settings = new Settings();
    Route route = transports.route(options);
    if (!address(settings, section(proxy, options), options, route, Endpoint.of(address), line)) {
      return null;
    }
    state(settings, options);
    settings.text("track", options.value("track"), options.line("track", 0));
    return settings;
  }

  private @Nullable Settings settings(
      Proxy proxy, ServerOptions options, Statement line, String address) {
    SectionSettings section = section(proxy, options);
    Route route = transports.route(options);
    Endpoint endpoint = Endpoint.of(address);
    Settings settings = new Settings();
    if (!address(settings, section, options, route, endpoint, line)) {
      return null;
    }
    state(settings, options);
    Statement source = proxy.settings().last("source");
    Settings transport = transports.settings(options, source, route, elsewhere(section));
    if (options.has("check")) {
      destination(transport, options);
      Done done = checks.read(section, options, route, transport);
      settings.putAll(done.settings());
      times.put(settings, proxy.settings(), options, done);
    } else {
      settings.text("check.type", Server.NO_CHECK, 0);
      settings.putAll(transport);
    }
    agents.put(settings, proxy.settings(), options);
    String log = "option log-health-checks";
    Statement logged = proxy.settings().last(log);
    settings.raw(
        "check.log-health-checks",
        Boolean.toString(logged != null),
        logged == null ? 0 : logged.line());
    return settings;
  }

  /** Whether a rule of the section speaks TLS. */
  private static boolean elsewhere(SectionSettings section) {
    Statement said = section.check();
    CheckOption option = said == null ? null : CheckOption.named(said);
    String kind = option == CheckOption.HTTP ? "http-check" : "tcp-check";
    return (option == CheckOption.HTTP || option == CheckOption.TCP)
        && section.rules(kind).stream()
            .anyMatch(rule -> rule.keyword().equals("connect") && rule.words().contains("ssl"));
  }

  /** The section whose check a server has. */
  private SectionSettings section(Proxy proxy, ServerOptions options) {
    Option named = options.get("healthcheck");
    if (named == null) {
      return proxy.settings();
    }
    SectionSettings check = file.healthChecks().get(named.value());
    if (check == null) {
      losses.add(named.line(), "healthcheck", "no section " + Bytes.shown(named.value()));
    }
    return check == null ? proxy.settings() : check;
  }

  /** Where traffic goes; false if the server can't be carried over. */
  private boolean address(
      Settings settings,
      SectionSettings section,
      ServerOptions options,
      Route route,
      Endpoint endpoint,
      Statement line) {
    if (!endpoint.connectable()) {
      losses.add(line.line(), line.keyword(), "no machine to connect to: it is left out");
      return false;
    }
    int port = endpoint.port().orElse(Endpoint.port(options.value("port")).orElse(0));
    if (port == 0) {
      port = Endpoint.of(options.value("addr")).port().orElse(0);
    }
    if (port == 0) {
      String first = checks.firstPort(section, new Connects(route, false, losses));
      port = first == null ? 0 : Integer.parseInt(first);
    }
    if (port == 0) {
      losses.add(line.line(), line.keyword(), "there is no port to connect to: it is left out");
      return false;
    }
    String host = Bytes.text(endpoint.at(port)).orElse(endpoint.at(port));
    settings.quoted("address", host, line.line());
    return true;
  }

  /** Where the check goes instead. */
  private void destination(Settings settings, ServerOptions options) {
    Option address = options.get("addr");
    Option port = options.get("port");
    int own = port == null ? 0 : Endpoint.port(port.value()).orElse(0);
    if (address != null) {
      Endpoint endpoint = Endpoint.of(address.value());
      if (!endpoint.connectable()) {
        losses.add(address.line(), "addr", "no machine to connect to: the server's is taken");
      } else {
        settings.quoted("check.address", endpoint.hostOnly(), address.line());
        if (own == 0 && endpoint.port().isPresent()) {
          settings.raw("check.port", Integer.toString(endpoint.port().getAsInt()), address.line());
        }
      }
    }
    if (port != null && own != 0) {
      settings.raw("check.port", Integer.toString(own), port.line());
    } else if (port != null) {
      losses.add(port.line(), "port", "no port: " + Bytes.shown(port.value()));
    }
  }

  private void state(Settings settings, ServerOptions options) {
    Option weight = options.get("weight");
    if (weight != null) {
      if (weight.value().matches("\\d{1,3}") && Integer.parseInt(weight.value()) <= 256) {
        settings.raw("weight", Integer.toString(Integer.parseInt(weight.value())), weight.line());
      } else {
        losses.add(weight.line(), "weight", "no weight from 0 to 256");
      }
    }
    if (options.has("backup")) {
      settings.raw("backup", "true", options.line("backup", 0));
    }
    if (options.has("disabled")) {
      settings.raw("admin", "maint", options.line("disabled", 0));
    }
  }

  /** How long something takes that a section says; null if it does not. */
  static @Nullable Duration time(@Nullable Statement statement, int word) {
    return statement == null ? null : Times.read(statement.word(word));
  }
}
