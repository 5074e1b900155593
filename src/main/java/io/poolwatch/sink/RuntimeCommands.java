package io.poolwatch.sink;

import io.poolwatch.spec.RuntimeApiSpec;
import io.poolwatch.spec.RuntimeApiSpec.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The table of HAProxy's runtime commands for checked servers, who may give them, and their
 * answers, to the letter.
 *
 * <p>A command that is wrong answers as HAProxy does and changes nothing. Safe for any thread.
 *
 * <p>Source: HAProxy 2.6, management guide, 9.3, and its answers as they were seen.
 */
final class RuntimeCommands {
  private static final String DENIED = "Permission denied\n\n";
  private static final Pattern BLANKS = Pattern.compile("[ \\t]+");

  /** What a command does, and what it answers. */
  private interface Work {
    String of(RuntimeCall call);
  }

  /**
   * One command.
   *
   * @param words what it begins with
   * @param level who may give it
   * @param help how it is listed
   */
  private record Command(List<String> words, Level level, String help, Work work) {}

  private final List<Command> commands;
  private final RuntimeControl control;

  /**
   * @param views what is shown
   * @param control does what is wanted
   * @param spec what may be wanted
   * @param info the lines of {@code show info} that stay the same
   */
  RuntimeCommands(RuntimeViews views, RuntimeControl control, RuntimeApiSpec spec, String info) {
    this.control = control;
    RuntimeShows shows = new RuntimeShows(views, info);
    RuntimeChanges changes = new RuntimeChanges(views, control, spec);
    List<Command> all = new ArrayList<>();
    add(all, "add server", Level.ADMIN, "<bk>/<srv>", "create a new server", changes::addServer);
    add(all, "del server", Level.ADMIN, "<bk>/<srv>", "remove a server", changes::delServer);
    add(all, "disable agent", Level.ADMIN, "", "disable agent checks", c -> changes.agent(c, true));
    add(
        all,
        "disable health",
        Level.ADMIN,
        "",
        "disable health checks",
        c -> changes.health(c, true));
    add(
        all,
        "disable server",
        Level.ADMIN,
        "",
        "disable a server for maintenance",
        changes::disable);
    add(all, "enable agent", Level.ADMIN, "", "enable agent checks", c -> changes.agent(c, false));
    add(
        all,
        "enable health",
        Level.ADMIN,
        "",
        "enable health checks",
        c -> changes.health(c, false));
    add(all, "enable server", Level.ADMIN, "", "enable a disabled server", changes::enable);
    add(all, "get weight", Level.USER, "<bk>/<srv>", "report a server's weight", shows::weight);
    add(all, "set server", Level.ADMIN, "<bk>/<srv> [opts]", "change a server", changes::setServer);
    add(all, "set weight", Level.ADMIN, "<bk>/<srv>", "change a weight", changes::setWeight);
    add(all, "show backend", Level.USER, "", "list backends", c -> shows.backend());
    add(all, "show info", Level.USER, "", "report about the process", c -> shows.info());
    add(all, "show servers state", Level.USER, "[<backend>]", "dump servers", shows::serversState);
    add(all, "show stat", Level.USER, "", "report counters of servers", shows::stat);
    add(all, "help", Level.USER, "", "list all commands", c -> help());
    commands = List.copyOf(all);
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
   * @param giver who gave it
   */
  String answer(String command, RuntimeCall.Giver giver) {
    List<String> words = words(command);
    Command found = find(words);
    if (found == null) {
      return "Unknown command. Please enter one of the following commands only :\n" + list();
    }
    if (giver.level().compareTo(found.level()) < 0) {
      return DENIED;
    }
    control.awaitServers();
    List<String> rest = words.subList(found.words().size(), words.size());
    return found.work().of(new RuntimeCall(rest, giver));
  }

  /** Whether a command may change something. */
  boolean changes(String command) {
    Command found = find(words(command));
    return found != null && found.level() == Level.ADMIN;
  }

  private static List<String> words(String command) {
    return BLANKS.splitAsStream(command.strip()).filter(word -> !word.isEmpty()).toList();
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
}
