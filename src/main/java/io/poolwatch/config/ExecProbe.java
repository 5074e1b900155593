package io.poolwatch.config;

import com.typesafe.config.ConfigValue;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ProgramPlan;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.util.ByteString;

/**
 * The check of an external program, before it is aimed at a server.
 *
 * @param command the program
 * @param args its arguments; empty for HAProxy's four
 * @param env what is added to its environment
 */
record ExecProbe(Path command, List<String> args, Map<String, String> env)
    implements CheckType.Probe {
  private static final String TYPE = "exec";

  private static final String ENV = "env";

  private static final Set<String> CHOOSING =
      Set.of(
          "PATH",
          "ENV",
          "BASH_ENV",
          "BASHOPTS",
          "SHELLOPTS",
          "IFS",
          "PS4",
          "PERL5OPT",
          "PERL5LIB",
          "PERLLIB",
          "PERL5DB",
          "PYTHONPATH",
          "PYTHONHOME",
          "PYTHONSTARTUP",
          "PYTHONINSPECT",
          "RUBYOPT",
          "RUBYLIB",
          "NODE_OPTIONS",
          "NODE_PATH",
          "PHPRC",
          "PHP_INI_SCAN_DIR",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS",
          "CLASSPATH",
          "LUA_INIT",
          "LUA_PATH",
          "LUA_CPATH",
          "GCONV_PATH",
          "GIT_SSH_COMMAND",
          "GIT_EXEC_PATH");

  /** The end of the path of its environment, which is likely to hold secrets. */
  static final List<String> ENVIRONMENT = List.of(TYPE, ENV);

  /** Its keys. */
  static final Block KEYS =
      Block.of().with(TYPE, Block.of("command", "args").with(ENV, Block.FREE));

  private static final Path NOTHING = Path.of("/");

  static ExecProbe read(Settings check, AllowedPrograms programs) {
    Settings settings = check.sub(TYPE);
    Path command = settings.get("command", new CommandType(programs), NOTHING);
    List<String> args =
        settings.has("args") ? settings.get("args", Types.texts(), List.of()) : List.of();
    if (args.stream().anyMatch(ExecProbe::endsEarly)) {
      settings.error("args", "must not hold a NUL", "");
    }
    return new ExecProbe(command, args, environment(settings.sub(ENV)));
  }

  /** Its values are never shown: they are where a program finds its password. */
  private static Map<String, String> environment(Settings env) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String name : env.names()) {
      String value = env.has(name) ? Sent.text(env, name, true) : null;
      if (name.isEmpty() || name.indexOf('=') >= 0 || endsEarly(name)) {
        env.error(name, "is no name of a variable", "");
      } else if (chooses(name)) {
        env.error(name, "could have something else run than the program", "set it in the program");
      } else if (value != null && endsEarly(value)) {
        env.error(name, "must not hold a NUL", "");
      } else if (value != null) {
        variables.put(name, value);
      }
    }
    return variables;
  }

  /** Whether linkers, shells or interpreters take from a variable what they run. */
  private static boolean chooses(String name) {
    return name.startsWith("LD_") || name.startsWith("BASH_FUNC_") || CHOOSING.contains(name);
  }

  private static boolean endsEarly(String text) {
    return text.indexOf('\0') >= 0;
  }

  @Override
  public List<ConnectPlan> plans(Target target) {
    return List.of();
  }

  @Override
  public String variant(Target target) {
    return target.destination() + (secure(target) ? " secure" : "");
  }

  @Override
  public Compiled compile(Target target) {
    ProgramPlan plan = new ProgramPlan(command, args, env, target.destination(), secure(target));
    return Compiled.of(
        new CheckScript(
            TYPE,
            List.of(new Step.Execute(plan, null)),
            false,
            false,
            ByteString.emptyByteString()));
  }

  @Override
  public CheckScript compile(Target target, CheckScript earlier) {
    return compile(target).script().orElseThrow();
  }

  private static boolean secure(Target target) {
    return target.transport().tls() != null;
  }

  /** What TLS would be is no matter: the program is not ours. */
  @Override
  public void explain(Target target, Facts facts) {
    if (args.isEmpty()) {
      facts.addDefault(
          target.key() + ".exec.args", "NOT_USED NOT_USED address port", "as HAProxy's");
    }
  }

  /** Not the environment: it may hold a password. */
  @Override
  public String toString() {
    return "ExecProbe[" + command + "]";
  }

  private record CommandType(AllowedPrograms programs) implements SettingType<Path> {
    @Override
    public Path read(ConfigValue value) throws InvalidSetting {
      return programs.find(Types.scalar(value));
    }

    @Override
    public String show(Path value) {
      return Text.quote(value.toString());
    }
  }
}
