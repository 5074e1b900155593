package io.poolwatch.config;

import com.typesafe.config.ConfigObject;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step;
import io.poolwatch.config.CheckTemplate.Shared;
import io.poolwatch.config.Settings.Context;
import io.poolwatch.config.Settings.Layer;
import io.poolwatch.config.Settings.Setting;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.VantageSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads servers. */
final class ServerReader {
  private static final SettingType<Integer> WEIGHT = Types.integer(0, 256);
  private static final SettingType<Integer> VANTAGES = Types.integer(1, 100);
  private static final SettingType<AdminState> ADMIN = Types.word(AdminState.class);

  /** Stands for an address that can't be read. */
  private static final HostPort NOWHERE = new HostPort("unknown", 1, Optional.empty());

  private final ServerChecks checks;
  private final Settings pool;
  private final Shared shared;
  private final Trackers trackers;
  private final Map<Probed, ServerId> probed = new HashMap<>();

  /**
   * @param pool the settings of the servers' pool
   * @param shared values that servers of all pools have in common
   * @param trackers gets those that track others
   */
  ServerReader(CheckReader checks, Settings pool, Shared shared, Trackers trackers) {
    this.checks = new ServerChecks(checks, pool);
    this.pool = pool;
    this.shared = shared;
    this.trackers = trackers;
  }

  /** What a server is besides its checks. */
  private record Own(int weight, boolean backup, AdminState admin, VantageSpec vantages) {}

  /** What makes two servers the same to a probe. */
  private record Probed(String host, int port, String checks) {}

  /**
   * One of a server's checks, or its agent, that was read.
   *
   * @param spec what came of it
   * @param target what it is aimed at
   * @param template what it was made from
   */
  record Line(CheckSpec spec, Target target, CheckTemplate template) {}

  /**
   * A server that was read.
   *
   * @param spec what came of it
   * @param facts its settings but those of its checks
   * @param lines its checks, and its agent behind them
   */
  record Read(ServerSpec spec, Facts facts, List<Line> lines) {}

  /** Reads a server; empty if something is wrong, and then a problem says what. */
  Optional<Read> read(ServerId id, Setting written) {
    Problems problems = pool.context().problems();
    int before = problems.raisedErrors();
    Settings server = server(written, new Facts());
    HostPort address = address(server, written);
    Own own =
        new Own(
            server.get("weight", WEIGHT, 0),
            server.get("backup", Types.FLAG, false),
            server.get("admin", ADMIN, AdminState.READY),
            vantages(server.sub("vantages")));
    ServerId track = trackers.read(id, server, written);
    if (server.has(Trackers.KEY)) {
      return address == null || track == null || problems.raisedErrors() > before
          ? Optional.empty()
          : Optional.of(tracking(id, address, own, track, server.context().facts()));
    }
    ServerChecks.Checks read = checks.read(written);
    // Compiled even where something is wrong already, so that all that is wrong is told at once.
    List<Line> lines = new ArrayList<>();
    for (ServerChecks.Named line : read.lines()) {
      aimed(line, address == null ? NOWHERE : address).ifPresent(lines::add);
    }
    if (address == null || problems.raisedErrors() > before) {
      return Optional.empty();
    }
    warnOfTwin(id, written, address, read);
    lines.forEach(ServerReader::warnIfPlain);
    Facts facts = server.context().facts();
    return Optional.of(new Read(spec(id, address, own, read, lines, facts), facts, lines));
  }

  private static VantageSpec vantages(Settings vantages) {
    return new VantageSpec(
        vantages.get("count", VANTAGES, 1), vantages.get("tags", Types.texts(), List.of()));
  }

  private static Read tracking(
      ServerId id, HostPort address, Own own, ServerId track, Facts facts) {
    String digest = Digest.of(facts.canonical());
    ServerSpec spec =
        new ServerSpec(
            id,
            address,
            own.weight(),
            own.backup(),
            own.admin(),
            own.vantages(),
            List.of(),
            null,
            track,
            digest,
            digest);
    return new Read(spec, facts, List.of());
  }

  private Optional<Line> aimed(ServerChecks.Named line, HostPort address) {
    CheckTemplate template = line.template();
    Target target = template.target(address);
    CheckScript script = template.script(target, shared);
    return script == null
        ? Optional.empty()
        : Optional.of(new Line(template.spec(line.name(), script, shared), target, template));
  }

  private static ServerSpec spec(
      ServerId id,
      HostPort address,
      Own own,
      ServerChecks.Checks read,
      List<Line> lines,
      Facts facts) {
    String canonical = facts.canonical() + read.digest();
    List<CheckSpec> specs = lines.stream().map(Line::spec).toList();
    int checks = read.checks().size();
    return new ServerSpec(
        id,
        address,
        own.weight(),
        own.backup(),
        own.admin(),
        own.vantages(),
        specs.subList(0, checks),
        read.agent() == null ? null : specs.get(checks),
        null,
        Digest.of(canonical),
        Digest.of(canonical + read.confidentialDigest()));
  }

  private Settings server(Setting written, Facts facts) {
    List<Layer> layers = new ArrayList<>();
    if (written.value() instanceof ConfigObject object) {
      layers.add(new Layer(written.path(), object));
    }
    layers.addAll(pool.layers());
    Context context = new Context(pool.context().tree(), pool.context().problems(), facts);
    return new Settings(context, "", layers);
  }

  private static @Nullable HostPort address(Settings server, Setting written) {
    if (!(written.value() instanceof ConfigObject object)) {
      return server.read(written, "address", Addresses.WITH_PORT);
    }
    if (!object.containsKey("address")) {
      server.error("address", "must be set", "address = \"10.0.0.1:80\"");
      return null;
    }
    return server.get("address", Addresses.WITH_PORT);
  }

  /** To be called after all servers: tells the keys of the pool's checks that none of them uses. */
  void refuseUnusedKeys() {
    checks.refuseUnusedKeys();
  }

  private void warnOfTwin(
      ServerId id, Setting written, HostPort address, ServerChecks.Checks read) {
    String host =
        address
            .literal()
            .map(literal -> literal.getHostAddress())
            .orElseGet(() -> address.host().toLowerCase(Locale.ROOT));
    ServerId twin = probed.putIfAbsent(new Probed(host, address.port(), read.digest()), id);
    if (twin != null) {
      pool.warning(
          written,
          "has the same address, port and check as " + twin.server(),
          "one of them is enough; or give one another check");
    }
  }

  private static void warnIfPlain(Line line) {
    CheckTemplate template = line.template();
    CheckScript script = line.spec().script();
    boolean secure =
        script.steps().stream()
            .anyMatch(
                step ->
                    step instanceof Step.StartTls
                        || step instanceof Step.Execute
                        || (step instanceof Step.Converse && template.probe().startsTls())
                        || (step instanceof Step.Connect connect && connect.plan().tls() != null));
    if (!template.trafficSecure() || secure) {
      return;
    }
    Settings check = template.settings();
    String moved = check.has("port") ? "port" : "address";
    if (template.transport().tls() != null) {
      check.warning("steps", "the traffic uses TLS, no step of this check does", "");
    } else if (check.has(moved) && !check.sub("tls").has("enabled")) {
      check.warning(
          moved,
          "the traffic uses TLS, this check does not, for it has its own " + moved,
          "set check.tls.enabled = true if TLS is spoken there");
    } else {
      check.sub("tls").warning("enabled", "the traffic uses TLS, this check does not", "");
    }
  }
}
