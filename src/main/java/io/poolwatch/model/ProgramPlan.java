package io.poolwatch.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * An external program that judges a server.
 *
 * @param command its file, absolute, with all symbolic links resolved
 * @param args its arguments; empty for the four that HAProxy gives
 * @param env what its environment holds besides the variables that it always has; may be secret
 * @param destination the server that it is told about
 * @param secure whether the server is spoken to over TLS
 */
public record ProgramPlan(
    Path command,
    List<String> args,
    Map<String, String> env,
    HostPort destination,
    boolean secure) {

  /** Makes a session for the program and then becomes it; of util-linux. */
  public static final Path SETSID = Path.of("/usr/bin/setsid");

  public ProgramPlan {
    args = List.copyOf(args);
    env = Map.copyOf(env);
  }

  /** Not the environment: it may hold a password. */
  @Override
  public String toString() {
    return "ProgramPlan[" + command + " for " + destination + "]";
  }
}
