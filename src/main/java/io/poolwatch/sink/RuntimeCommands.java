package io.poolwatch.sink;

import io.poolwatch.model.AdminState;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.RuntimeApiSpec;
import io.poolwatch.spec.RuntimeApiSpec.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's runtime commands for checked servers: what each does, and answers, to the letter.
 *
 * <p>A command that is wrong answers as HAProxy does and changes nothing. Safe for any thread.
 *
 * <p>Source: HAProxy 2.6, management guide, 9.3, and its answers as they were seen.
 */
final class RuntimeCommands {
  private static final String END = "\n";
  private static final String DENIED = "Permission denied\n\n";
  private static final String WHICH = "Require 'backend/server'.\n\n";
  private static final String NO_BACKEND = "No such backend.\n\n";
  private static final String NO_SERVER = "No such server.\n\n";
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
  private final String info;

  /** What a command does, and what it answers. */
  private interface Work {
    String of(Call call);
  }

  /**
   * One command.
   *
   * @param words what it begins with
   * @param level who may give it
   * @param help how it is listed
   */
  private record Command(List<String> words, Level level, String help, Work work) {}

  /**
   * A command that was given.
   *
   * @param rest the words after the command's own
   * @param author who gave it
   */
  private record Call(List<String> rest, String author) {
    String word(int index) {
      return index < rest.size() ? rest.get(index) : "";
    }
  }

  private final List<Command> commands;

  /**
   * @param views what is shown
   * @param control does what is wanted
   * @param spec what may be wanted
   * @param info the lines of {@code show info} that stay the same
   */
  RuntimeCommands(RuntimeViews views, RuntimeControl control, RuntimeApiSpec spec, String info) {
    this.views = views;
    this.control = control;
    this.spec = spec;
    this.info = info;
    this.commands = commands();
  }

  private List<Command> commands() {
    List<Command> all = new ArrayList<>();
    add(all, "add server", Level.ADMIN, "<bk>/<srv>", "create a new server", this::addServer);
    add(all, "del server", Level.ADMIN, "<bk>/<srv>", "remove a server", this::delServer);
    add(all, "disable agent", Level.ADMIN, "", "disable agent checks", c -> agent(c, true));
    add(all, "disable health", Level.ADMIN, "", "disable health checks", c -> health(c, true));
    add(all, "disable server", Level.ADMIN, "", "disable a server for maintenance", this::disable);
    add(all, "enable agent", Level.ADMIN, "", "enable agent checks", c -> agent(c, false));
    add(all, "enable health", Level.ADMIN, "", "enable health checks", c -> health(c, false));
    add(all, "enable server", Level.ADMIN, "", "enable a disabled server", this::enable);
    add(all, "get weight", Level.USER, "<bk>/<srv>", "report a server's weight", this::getWeight);
    add(all, "set server", Level.ADMIN, "<bk>/<srv> [opts]", "change a server", this::setServer);
    add(all, "set weight", Level.ADMIN, "<bk>/<srv>", "change a weight", this::setWeight);
    add(all, "show backend", Level.USER, "", "list backends", c -> showBackend());
    add(all, "show info", Level.USER, "", "report about the process", c -> showInfo());
    add(all, "show servers state", Level.USER, "[<backend>]", "dump servers", this::showServers);
    add(all, "show stat", Level.USER, "", "report counters of servers", this::showStat);
    add(all, "help", Level.USER, "", "list all commands", c -> help());
    return List.copyOf(all);
  }

  private static void add(
      List<Command> all, String words, Level level, String args, String help, Work work) {
    String usage = String.format("  %-40s: %s%n", (words + " " + args).strip(), help);
    all.add(new Command(List.of(words.split(" ", -1)), level, usage, work));
  }

  /**
   * The answer to one command.
   *
   * @param command its words
   * @param level what its giver may do
   * @param author who gave it
   */
  String answer(String command, Level level, String author) {
    List<String> words = words(command);
    Command found = find(words);
    if (found == null) {
      return "Unknown command. Please enter one of the following commands only :\n" + list();
    }
    if (level.compareTo(found.level()) < 0) {
      return DENIED;
    }
    List<String> rest = words.subList(found.words().size(), words.size());
    return found.work().of(new Call(List.copyOf(rest), author));
  }

  /** Whether a command may change something. */
  boolean changes(String command) {
    Command found = find(words(command));
    return found != null && found.level() == Level.ADMIN;
  }

  private static List<String> words(String command) {
    return Pattern.compile("[ \\t]+")
        .splitAsStream(command.strip())
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private @Nullable Command find(List<String> words) {
    for (Command command : commands) {
      int length = command.words().size();
      if (words.size() >= length && words.subList(0, length).equals(command.words())) {
        return command;
      }
    }
    return null;
  }

  private String list() {
    StringBuilder text = new StringBuilder();
    commands.forEach(command -> text.append(command.help()));
    text.append(String.format("  %-40s: %s%n", "prompt", "toggle interactive mode with prompt"));
    return text.append(String.format("  %-40s: %s%n%n", "quit", "disconnect")).toString();
  }

  private String help() {
    return "The following commands are valid at this level:\n" + list();
  }

  // ---- what is shown

  private String showBackend() {
    StringBuilder text = new StringBuilder("# name\n");
    views.pools().forEach(pool -> text.append(pool.name()).append('\n'));
    return text.append('\n').toString();
  }

  private String showInfo() {
    return info + views.info() + END;
  }

  private String showServers(Call call) {
    List<PoolView> pools = views.pools();
    if (!call.word(0).isEmpty()) {
      pools = pools.stream().filter(pool -> pool.name().equals(call.word(0))).toList();
      if (pools.isEmpty()) {
        return "Can't find backend.\n\n";
      }
    }
    return ServersState.of(pools);
  }

  private String showStat(Call call) {
    if (call.rest().size() >= 3) {
      return StatReport.of(
          views.pools(), new StatFilter(call.word(0), number(call.word(1)), number(call.word(2))));
    }
    return StatReport.of(views.pools(), new StatFilter(call.word(0), -1, -1));
  }

  private static int number(String text) {
    return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
  }

  private String getWeight(Call call) {
    return on(
        call, server -> server.weight() + " (initial " + server.spec().weight() + ")" + END + END);
  }

  // ---- what is changed

  private interface OnServer {
    String of(ServerView server);
  }

  /** Does something with the server that the first word names. */
  private String on(Call call, OnServer work) {
    String name = call.word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return WHICH;
    }
    String pool = name.substring(0, slash);
    if (!views.hasPool(pool)) {
      return NO_BACKEND;
    }
    return views
        .server(new ServerId(pool, name.substring(slash + 1)))
        .map(work::of)
        .orElse(NO_SERVER);
  }

  private String setServer(Call call) {
    return on(call, server -> setServer(server, call));
  }

  private String setServer(ServerView server, Call call) {
    String value = call.word(2);
    return switch (call.word(1)) {
      case "state" -> state(server, value, call.author());
      case "health" -> force(server, value, call.author());
      case "agent" -> forceAgent(server, value, call.author());
      case "weight" -> weight(server, value, call.author());
      case "check-addr" -> checkAddress(server, call);
      case "check-port" -> checkPort(server, value, call.author());
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
    control.administer(server.id(), wanted, author);
    return END;
  }

  private String disable(Call call) {
    return on(call, server -> state(server, "maint", call.author()));
  }

  private String enable(Call call) {
    return on(call, server -> state(server, "ready", call.author()));
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

  private String health(Call call, boolean paused) {
    return on(
        call,
        server -> {
          if (server.check() == null) {
            return paused
                ? END
                : "Health check was not configured on this server, cannot enable.\n\n";
          }
          control.pause(server.id(), false, paused, call.author());
          return END;
        });
  }

  private String agent(Call call, boolean paused) {
    return on(
        call,
        server -> {
          if (server.agent() == null) {
            return paused ? END : "Agent was not configured on this server, cannot enable.\n\n";
          }
          control.pause(server.id(), true, paused, call.author());
          return END;
        });
  }

  private String setWeight(Call call) {
    return on(call, server -> weight(server, call.word(1), call.author()));
  }

  private String weight(ServerView server, String word, String author) {
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
        relative
            ? (int) Math.min(MOST_WEIGHT, (long) views.configuredWeight(server) * value / 100)
            : value;
    if (weight > MOST_WEIGHT) {
      return "Absolute weight can only be between 0 and 256 inclusive.\n\n";
    }
    return configured(server.id(), Map.of("weight", Integer.toString(weight)), author, END);
  }

  private String checkAddress(ServerView server, Call call) {
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
    return configured(server.id(), settings, call.author(), END);
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

  private String checkPort(ServerView server, String port, String author) {
    if (port.isEmpty()) {
      return "set server <b>/<s> check-port requires a port.\n\n";
    }
    if (server.check() == null) {
      return "health checks are not enabled on this server\n";
    }
    String wrong = wrongPort(port);
    return wrong != null ? wrong : configured(server.id(), Map.of("check.port", port), author, END);
  }

  private String addServer(Call call) {
    String name = call.word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return WHICH;
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
    return configured(id, added.settings(), call.author(), "New server registered.\n\n");
  }

  private String delServer(Call call) {
    String name = call.word(0);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return WHICH;
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
    List<String> problems = control.remove(id, call.author());
    return problems.isEmpty() ? "Server deleted.\n" : String.join("\n", problems) + "\n\n";
  }

  private String configured(
      ServerId server, Map<String, String> settings, String author, String done) {
    List<String> problems = control.configure(server, settings, author);
    return problems.isEmpty() ? done : String.join("\n", problems) + "\n\n";
  }
}
