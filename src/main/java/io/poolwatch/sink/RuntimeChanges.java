package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.RuntimeApiSpec;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The runtime commands that change something. One that is wrong answers as HAProxy does and changes
 * nothing. Safe for any thread.
 *
 * <p>Source: HAProxy 2.6, management guide, 9.3, and its answers as they were seen.
 */
final class RuntimeChanges {
  private static final String END = "\n";
  private static final String SET_USAGE =
      "usage: set server <backend>/<server> agent | check-addr | check-port | health | state |"
          + " weight\n\n";
  private static final String STATES =
      "'set server <srv> state' expects 'ready', 'drain' and 'maint'.\n\n";
  private static final String HEALTHS =
      "'set server <srv> health' expects 'up', 'stopping', or 'down'.\n\n";
  private static final String AGENTS = "'set server <srv> agent' expects 'up' or 'down'.\n\n";
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
  private static final int MOST_WEIGHT = 256;
  private static final int LAST_PORT = 65_535;

  private final RuntimeViews views;
  private final RuntimeControl control;
  private final RuntimeApiSpec spec;

  /**
   * @param views what there is
   * @param control does what is wanted
   * @param spec what may be wanted
   */
  RuntimeChanges(RuntimeViews views, RuntimeControl control, RuntimeApiSpec spec) {
    this.views = views;
    this.control = control;
    this.spec = spec;
  }

  String setServer(RuntimeCall call) {
    return call.on(views, server -> setServer(server, call));
  }

  private String setServer(ServerView server, RuntimeCall call) {
    String value = call.word(2);
    return switch (call.word(1)) {
      case "state" -> state(server, value, call.author());
      case "health" -> force(server, value, call.author());
      case "agent" -> forceAgent(server, value, call.author());
      case "weight" -> weight(server, value);
      case "check-addr" -> checkAddress(server, call);
      case "check-port" -> checkPort(server, value);
      default -> SET_USAGE;
    };
  }

  private String state(ServerView server, String word, String author) {
    Map<String, AdminState> states =
        Map.of("ready", AdminState.READY, "drain", AdminState.DRAIN, "maint", AdminState.MAINT);
    AdminState wanted = states.get(word);
    if (wanted == null) {
      return STATES;
    }
    return answer(control.administer(server.id(), wanted, author), END);
  }

  String disable(RuntimeCall call) {
    return call.on(views, server -> state(server, "maint", call.author()));
  }

  String enable(RuntimeCall call) {
    return call.on(views, server -> state(server, "ready", call.author()));
  }

  private String force(ServerView server, String word, String author) {
    if (server.tracks()) {
      return "cannot change health on a tracking server.\n\n";
    }
    Map<String, OperationalState> states =
        Map.of(
            "up", OperationalState.UP,
            "stopping", OperationalState.STOPPING,
            "down", OperationalState.DOWN);
    OperationalState wanted = states.get(word);
    if (wanted == null) {
      return HEALTHS;
    }
    control.force(server.id(), wanted, author);
    return END;
  }

  private String forceAgent(ServerView server, String word, String author) {
    if (server.agent() == null || !server.agent().enabled()) {
      return "agent checks are not enabled on this server.\n\n";
    }
    if (!word.equals("up") && !word.equals("down")) {
      return AGENTS;
    }
    control.forceAgent(server.id(), word.equals("up"), author);
    return END;
  }

  String health(RuntimeCall call, boolean paused) {
    return call.on(
        views,
        server -> {
          if (server.check() == null) {
            return paused
                ? END
                : "Health check was not configured on this server, cannot enable.\n\n";
          }
          control.pause(server.id(), false, paused);
          return END;
        });
  }

  String agent(RuntimeCall call, boolean paused) {
    return call.on(
        views,
        server -> {
          if (server.agent() == null) {
            return paused ? END : "Agent was not configured on this server, cannot enable.\n\n";
          }
          control.pause(server.id(), true, paused);
          return END;
        });
  }

  String setWeight(RuntimeCall call) {
    return call.on(views, server -> weight(server, call.word(1)));
  }

  private String weight(ServerView server, String word) {
    if (word.isEmpty()) {
      return "Require <weight> or <weight%>.\n\n";
    }
    boolean relative = word.endsWith("%");
    String digits = relative ? word.substring(0, word.length() - 1) : word;
    if (!NUMBER.matcher(digits).matches()) {
      return "Empty weight string empty or preceded by garbage\n";
    }
    int value = Integer.parseInt(digits);
    int weight =
        relative ? (int) Math.min(MOST_WEIGHT, (long) server.initialWeight() * value / 100) : value;
    if (weight > MOST_WEIGHT) {
      return "Absolute weight can only be between 0 and 256 inclusive.\n\n";
    }
    return configured(server.id(), Map.of("weight", Integer.toString(weight)), END);
  }

  private String checkAddress(ServerView server, RuntimeCall call) {
    String address = call.word(2);
    if (address.isEmpty()) {
      return "set server <b>/<s> check-addr requires an address and optionally a port.\n\n";
    }
    if (server.check() == null) {
      return "health checks are not enabled on this server.\n\n";
    }
    Optional<InetAddress> literal = AllowedAddresses.literal(address);
    if (literal.isEmpty()) {
      return "invalid addr '" + address + "'\n";
    }
    if (!allowed(literal.get())) {
      return "address '" + address + "' is not in runtime-api.allow-addresses\n";
    }
    Map<String, String> settings = new TreeMap<>(Map.of("check.address", address));
    if (call.word(3).equals("port")) {
      String wrong = wrongPort(call.word(4));
      if (wrong != null) {
        return wrong;
      }
      settings.put("check.port", call.word(4));
    }
    return configured(server.id(), settings, END);
  }

  private boolean allowed(InetAddress address) {
    return new AllowedAddresses(spec.allowAddresses()).holds(address, views.addresses());
  }

  private static @Nullable String wrongPort(String port) {
    if (!NUMBER.matcher(port).matches()) {
      return "provided port is not an integer\n";
    }
    int number = Integer.parseInt(port);
    return number < 1 || number > LAST_PORT ? "provided port is invalid\n" : null;
  }

  private String checkPort(ServerView server, String port) {
    if (port.isEmpty()) {
      return "set server <b>/<s> check-port requires a port.\n\n";
    }
    if (server.check() == null) {
      return "health checks are not enabled on this server\n";
    }
    String wrong = wrongPort(port);
    return wrong != null ? wrong : configured(server.id(), Map.of("check.port", port), END);
  }

  String addServer(RuntimeCall call) {
    String name = call.word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return RuntimeCall.WHICH;
    }
    String pool = name.substring(0, slash);
    if (!views.hasPool(pool)) {
      return "No such backend.\n";
    }
    if (call.rest().size() < 2) {
      return "'server' expects <name> and <addr>[:<port>] as arguments.\n\n";
    }
    ServerId id = new ServerId(pool, name.substring(slash + 1));
    if (views.server(id).isPresent()) {
      return "Already exists a server with the same name in backend.\n\n";
    }
    NewServer added = NewServer.of(call.rest().subList(1, call.rest().size()));
    if (added.problem() != null) {
      return added.problem() + "\n\n";
    }
    for (String host : added.hosts()) {
      Optional<InetAddress> literal = AllowedAddresses.literal(host);
      if (literal.isEmpty() || !allowed(literal.get())) {
        return "address '" + host + "' is not in runtime-api.allow-addresses\n\n";
      }
    }
    return configured(id, added.settings(), "New server registered.\n\n");
  }

  String delServer(RuntimeCall call) {
    String name = call.word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return RuntimeCall.WHICH;
    }
    ServerId id = new ServerId(name.substring(0, slash), name.substring(slash + 1));
    Optional<ServerView> server = views.server(id);
    if (!views.hasPool(id.pool())) {
      return "No such backend.\n";
    }
    if (server.isEmpty()) {
      return "No such server.\n";
    }
    if (!server.get().maintained()) {
      return "Only servers in maintenance mode can be deleted.\n";
    }
    if (views.tracked(id)) {
      return "This server cannot be removed at runtime due to other configuration elements"
          + " pointing to it.\n";
    }
    return answer(control.remove(id), "Server deleted.\n");
  }

  private String configured(ServerId server, Map<String, String> settings, String done) {
    return answer(control.configure(server, settings), done);
  }

  private static String answer(List<String> problems, String done) {
    return problems.isEmpty() ? done : String.join("\n", problems) + "\n\n";
  }
}
