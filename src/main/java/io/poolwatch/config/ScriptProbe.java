package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.ConnectCheck;
import io.poolwatch.check.Problem;
import io.poolwatch.check.ScriptCheck;
import io.poolwatch.check.ScriptStep;
import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The check of type {@code script}, before it is aimed at a server.
 *
 * @param steps its steps, in order
 * @param invalid the numbers, from 0, of those that could not be read
 */
record ScriptProbe(List<Draft> steps, Set<Integer> invalid) implements CheckType.Probe {
  private static final String CONNECT = "connect";
  private static final String SEND = "send";
  private static final String SEND_HEX = "send-hex";
  private static final String STARTTLS = "starttls";
  private static final String EXPECT = "expect";
  private static final String HTTP = "http";
  private static final String COMMENT = "comment";
  private static final Set<String> KINDS =
      new TreeSet<>(Set.of(CONNECT, SEND, SEND_HEX, STARTTLS, HTTP, EXPECT));
  private static final SettingType<Integer> PORT = Types.integer(1, 65_535);
  static final SettingType<Integer> MIN_RECV = Types.integer(-1, 16 * 1024 * 1024);

  /** Its keys. */
  static final Block KEYS =
      Block.of()
          .with(
              "steps",
              Block.of(SEND, SEND_HEX, COMMENT)
                  .with(
                      CONNECT,
                      Block.of("port", "address", "proxy-protocol", "linger", COMMENT)
                          .with("tls", TlsReader.KEYS))
                  .with(HTTP, HttpProbe.KEYS.withAll(List.of(Block.of(COMMENT))))
                  .with(STARTTLS, TlsReader.KEYS.withAll(List.of(Block.of(COMMENT))))
                  .with(
                      EXPECT,
                      Block.of(
                          "string",
                          "regex",
                          "hex",
                          "hex-regex",
                          "not",
                          "min-recv",
                          "ok-status",
                          "error-status",
                          "timeout-status",
                          "on-success",
                          "on-error",
                          COMMENT)));

  /** A step, as far as it is known before there is a server. */
  private sealed interface Draft {}

  /** A step that is the same for every server. */
  private record Same(ScriptStep step) implements Draft {}

  private record Connect(
      String key,
      @Nullable Host host,
      @Nullable Integer port,
      Transport transport,
      boolean linger,
      @Nullable String comment)
      implements Draft {

    ConnectPlan plan(Target target) {
      HostPort inherited = target.destination();
      int at = inherited.port();
      if (port != null) {
        at = port;
      } else if (host != null) {
        at = host.port().orElse(at);
      }
      HostPort destination =
          host != null ? host.at(at) : new HostPort(inherited.host(), at, inherited.literal());
      return transport.to(destination, null);
    }
  }

  private record StartTls(String key, TlsSettings tls, @Nullable String comment) implements Draft {}

  private record Http(HttpProbe probe, @Nullable String comment) implements Draft {}

  private static final Draft UNREADABLE = new Same(new ScriptStep.Send("unreadable", null));

  static ScriptProbe read(Settings check, TransportReader transports) {
    List<Draft> drafts = new ArrayList<>();
    Set<Integer> invalid = new TreeSet<>();
    for (Settings step : check.list("steps")) {
      Set<String> kinds = step.names();
      kinds.retainAll(KINDS);
      if (kinds.size() == 1) {
        drafts.add(step(step, kinds.iterator().next(), transports));
      } else {
        if (!step.isEmpty()) {
          step.error(
              kinds.isEmpty() ? "a step without anything to do" : "a step does one thing, not more",
              "one of " + Text.list(KINDS));
        }
        invalid.add(drafts.size());
        drafts.add(UNREADABLE);
      }
    }
    return new ScriptProbe(List.copyOf(drafts), Set.copyOf(invalid));
  }

  private static Draft step(Settings step, String kind, TransportReader transports) {
    String comment = step.get(COMMENT, Types.TEXT);
    return switch (kind) {
      case CONNECT -> connect(step.sub(CONNECT), comment, transports);
      case STARTTLS -> {
        Settings block = step.sub(STARTTLS);
        yield new StartTls(block.key(), transports.startTls(block), comment(block, comment));
      }
      case HTTP -> {
        Settings block = step.sub(HTTP);
        yield new Http(HttpProbe.read(block), comment(block, comment));
      }
      case SEND -> new Same(new ScriptStep.Send(sent(step, SEND), comment));
      case SEND_HEX -> new Same(new ScriptStep.SendHex(sent(step, SEND_HEX), comment));
      default -> new Same(expect(step.sub(EXPECT), comment));
    };
  }

  private static String sent(Settings step, String name) {
    return Sent.text(step, name, "");
  }

  private static Connect connect(
      Settings block, @Nullable String comment, TransportReader transports) {
    return new Connect(
        block.key(),
        block.get("address", Addresses.HOST),
        block.get("port", PORT),
        transports.step(block),
        block.orElse("linger", Types.FLAG, false, ""),
        comment(block, comment));
  }

  private static ScriptStep expect(Settings block, @Nullable String comment) {
    return new ScriptStep.Expect(
        block.get("string", Types.TEXT),
        block.get("regex", Types.TEXT),
        block.get("hex", Types.TEXT),
        block.get("hex-regex", Types.TEXT),
        block.orElse("not", Types.FLAG, false, ""),
        block.orElse("min-recv", MIN_RECV, -1, ""),
        block.get("ok-status", Types.TEXT),
        block.get("error-status", Types.TEXT),
        block.get("timeout-status", Types.TEXT),
        block.get("on-success", Types.TEXT),
        block.get("on-error", Types.TEXT),
        comment(block, comment));
  }

  /** The comment in a step's block, else the one beside it. */
  private static @Nullable String comment(Settings block, @Nullable String beside) {
    String inside = block.get(COMMENT, Types.TEXT);
    return inside == null ? beside : inside;
  }

  /** Whether a step may use the settings of TLS that the check has. */
  @Override
  public boolean startsTls() {
    return steps.stream().anyMatch(step -> step instanceof StartTls || step instanceof Connect);
  }

  @Override
  public List<ConnectPlan> plans(Target target) {
    List<ConnectPlan> plans = new ArrayList<>();
    for (Draft step : steps) {
      if (step instanceof Connect connect) {
        plans.add(connect.plan(target));
      }
    }
    return plans.isEmpty() ? List.of(target.plan(null)) : List.copyOf(plans);
  }

  /** The names that TLS inside a connection verifies, and that requests ask for. */
  @Override
  public String variant(Target target) {
    StringBuilder names = new StringBuilder();
    for (ScriptStep step : aimed(target)) {
      if (step instanceof ScriptStep.StartTls start) {
        names.append(start.tls().serverName()).append(' ');
      } else if (step instanceof ScriptStep.Http http) {
        names.append(http.check().host()).append(' ');
      }
    }
    return names.toString();
  }

  @Override
  public Compiled compile(Target target) {
    Compiled compiled = new ScriptCheck(target.plan(null), aimed(target)).compile();
    if (invalid.isEmpty()) {
      return compiled;
    }
    List<Problem> told = told(compiled);
    return told.isEmpty()
        ? new ConnectCheck(target.plan(null)).compile()
        : new Compiled(Optional.empty(), told);
  }

  /** What is wrong with the steps that could be read; of the others it is known already. */
  private List<Problem> told(Compiled compiled) {
    return compiled.problems().stream()
        .filter(
            problem ->
                invalid.stream()
                    .noneMatch(i -> problem.path().startsWith(Text.element("steps", i))))
        .toList();
  }

  private List<ScriptStep> aimed(Target target) {
    List<ScriptStep> aimed = new ArrayList<>();
    ConnectPlan plan = target.plan(null);
    for (Draft step : steps) {
      if (step instanceof Connect connect) {
        plan = connect.plan(target);
        aimed.add(new ScriptStep.Connect(plan, connect.linger(), connect.comment()));
      } else if (step instanceof StartTls start) {
        String name = ServerName.of(start.tls(), plan.destination(), null).name();
        aimed.add(new ScriptStep.StartTls(start.tls().named(name), start.comment()));
      } else if (step instanceof Http http) {
        HostPort peer = plan.destination();
        Target there = new Target(target.key(), peer, target.transport(), target.serverName());
        aimed.add(new ScriptStep.Http(http.probe().on(plan, there), http.comment()));
      } else {
        aimed.add(((Same) step).step());
      }
    }
    return aimed;
  }

  @Override
  public void explain(Target target, Facts facts) {
    HostPort connected = target.destination();
    boolean implicit = true;
    for (int i = 0; i < steps.size(); i++) {
      String where = "step " + (i + 1) + ": ";
      if (steps.get(i) instanceof Connect connect) {
        implicit = false;
        connected = connect.plan(target).destination();
        if (connect.transport().tls() != null) {
          explain(where, connect.key() + ".tls", connect.transport().tls(), connected, facts);
        }
      } else if (steps.get(i) instanceof StartTls start) {
        explain(where, start.key(), start.tls(), connected, facts);
      }
    }
    if (implicit) {
      CheckType.Probe.super.explain(target, facts);
    }
  }

  private static void explain(
      String where, String key, TlsSettings tls, HostPort destination, Facts facts) {
    ServerName.of(tls, destination, null).explain(where, key, tls, destination, facts);
  }

  @Override
  public CheckScript compile(Target target, CheckScript earlier) {
    CheckScript script = compile(target).script().orElseThrow();
    List<Step> steps = new ArrayList<>(script.steps());
    for (int i = 0; i < steps.size(); i++) {
      if (!(steps.get(i) instanceof Step.Connect || steps.get(i) instanceof Step.StartTls)) {
        steps.set(i, earlier.steps().get(i));
      }
    }
    return new CheckScript(
        script.type(), steps, script.explicit(), script.closeGracefully(), script.goodbye());
  }
}
