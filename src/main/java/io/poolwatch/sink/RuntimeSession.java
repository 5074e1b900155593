package io.poolwatch.sink;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import io.poolwatch.net.LineServer;
import io.poolwatch.spec.RuntimeApiSpec.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * One connection's lines of commands, separated by semicolons; pure but for what the commands do.
 *
 * <p>Without {@code prompt} one line is all: HAProxy closes after its answers.
 */
final class RuntimeSession implements LineServer.Session {
  private static final String ACTOR = "runtime-api";
  private static final String PROMPT = "\n> ";

  private final RuntimeCommands commands;
  private final RuntimeCall.Giver peer;
  private final EventLog log;
  private boolean interactive;
  private boolean over;

  /**
   * A session that begins.
   *
   * @param peer who gives the commands
   * @param log told of every command that may have changed something
   */
  RuntimeSession(RuntimeCommands commands, RuntimeCall.Giver peer, EventLog log) {
    this.commands = commands;
    this.peer = peer;
    this.log = log;
  }

  /** The answers to one line. */
  @Override
  public String answer(String line) {
    StringBuilder answers = new StringBuilder();
    for (String command : commands(line)) {
      if (command.equals("quit")) {
        over = true;
        return answers.toString();
      }
      if (command.equals("prompt")) {
        interactive = !interactive;
      } else {
        answers.append(one(command));
      }
    }
    over = !interactive;
    return interactive ? answers.append(PROMPT).toString() : answers.toString();
  }

  @Override
  public boolean over() {
    return over;
  }

  private String one(String command) {
    String answer = commands.answer(command, peer);
    if (commands.changes(command) && peer.level() == Level.ADMIN) {
      log.emit(Events.runtimeCommand(ACTOR, peer.name(), command, answer.strip()));
    }
    return answer;
  }

  /** Those of a line; a semicolon after a backslash is part of a command. */
  private static List<String> commands(String line) {
    List<String> commands = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\' && i + 1 < line.length() && line.charAt(i + 1) == ';') {
        command.append(';');
        i++;
      } else if (c == ';') {
        commands.add(command.toString().strip());
        command.setLength(0);
      } else {
        command.append(c);
      }
    }
    commands.add(command.toString().strip());
    commands.removeIf(String::isEmpty);
    return commands;
  }
}
