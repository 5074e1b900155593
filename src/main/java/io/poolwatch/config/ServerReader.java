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
import io.poolwatch.spec.ServerSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads servers. Those of one pool that set nothing of their own share one check, which is read
 * once, and so do those that set the same.
 */
final class ServerReader {
  private static final SettingType<Integer> WEIGHT = Types.integer(0, 256);
  private static final SettingType<AdminState> ADMIN = Types.word(AdminState.class);

  private final CheckReader checks;
  private final Settings pool;
  private final Shared shared;
  private final Map<OwnBlocks, CheckTemplate> templates = new HashMap<>();
  private final Map<Probed, ServerId> probed = new HashMap<>();

  /**
   * @param pool the settings of the servers' pool
   * @param shared values that servers of all pools have in common
   */
  ServerReader(CheckReader checks, Settings pool, Shared shared) {
    this.checks = checks;
    this.pool = pool;
    this.shared = shared;
  }

  /** What a server sets itself. */
  private record OwnBlocks(@Nullable ConfigObject check, @Nullable ConfigObject transport) {}

  /** What makes two servers the same to a probe. */
  private record Probed(String host, int port, String check) {}

  /**
   * A server that was read.
   *
   * @param spec what came of it
   * @param facts its settings, those of its check first
   * @param target what its check is aimed at
   * @param template its check
   */
  record Read(ServerSpec spec, Facts facts, Target target, CheckTemplate template) {}

  /** Reads a server; empty if something is wrong, and then a problem says what. */
  Optional<Read> read(ServerId id, Setting written) {
    Context poolContext = pool.context();
    Problems problems = poolContext.problems();
    int before = problems.errorCount();
    Context context = new Context(poolContext.tree(), problems, new Facts());
    Settings server = server(written, context);
    HostPort address = address(server, written);
    int weight = server.get("weight", WEIGHT, 0);
    boolean backup = server.get("backup", Types.FLAG, false);
    AdminState admin = server.get("admin", ADMIN, AdminState.READY);
    CheckTemplate template = template(server, written);
    if (address == null || problems.errorCount() > before) {
      return Optional.empty();
    }
    Target target = template.target(address);
    CheckScript script = template.script(target, shared);
    if (script == null) {
      return Optional.empty();
    }
    refuseTwin(id, written, address, template);
    warnIfPlain(template, script);
    Facts facts = context.facts();
    String canonical = facts.canonical() + template.canonical();
    String confidential = template.settings().context().facts().confidential();
    ServerSpec spec =
        new ServerSpec(
            id,
            address,
            weight,
            backup,
            admin,
            shared.of(template.schedule()),
            shared.of(template.health()),
            shared.of(template.timeouts()),
            script,
            template.close(),
            template.maxResponseBytes(),
            template.logHealthChecks(),
            Digest.of(canonical),
            Digest.of(canonical + "\n" + confidential));
    return Optional.of(new Read(spec, facts, target, template));
  }

  private Settings server(Setting written, Context context) {
    List<Layer> layers = new ArrayList<>();
    if (written.value() instanceof ConfigObject object) {
      layers.add(new Layer(written.path(), object));
    }
    layers.addAll(pool.layers());
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

  private CheckTemplate template(Settings server, Setting written) {
    OwnBlocks own = new OwnBlocks(block(written, "check"), block(written, "transport"));
    CheckTemplate known = templates.get(own);
    if (known != null) {
      return known;
    }
    Problems problems = server.context().problems();
    int before = problems.count();
    Context context = new Context(server.context().tree(), problems, new Facts());
    Settings fresh = new Settings(context, "", server.layers());
    CheckTemplate template = checks.read(fresh.sub("check"), fresh.sub("transport"));
    if (problems.count() == before) {
      templates.put(own, template);
    }
    return template;
  }

  private static @Nullable ConfigObject block(Setting written, String name) {
    return written.value() instanceof ConfigObject server
            && server.get(name) instanceof ConfigObject object
        ? object
        : null;
  }

  private void refuseTwin(ServerId id, Setting written, HostPort address, CheckTemplate template) {
    String host =
        address
            .literal()
            .map(literal -> literal.getHostAddress())
            .orElseGet(() -> address.host().toLowerCase(Locale.ROOT));
    ServerId twin = probed.putIfAbsent(new Probed(host, address.port(), template.canonical()), id);
    if (twin != null) {
      pool.error(
          written,
          "has the same address, port and check as " + twin.server(),
          "one of them is enough; or give one another check");
    }
  }

  private static void warnIfPlain(CheckTemplate template, CheckScript script) {
    boolean secure =
        script.steps().stream()
            .anyMatch(
                step ->
                    step instanceof Step.StartTls
                        || (step instanceof Step.Connect connect && connect.plan().tls() != null));
    if (!template.trafficSecure() || secure) {
      return;
    }
    Settings check = template.settings();
    String cause = check.has("port") ? "port" : "address";
    if (check.has(cause) && !check.sub("tls").has("enabled")) {
      check.warning(
          cause,
          "the traffic uses TLS, this check does not, for it has its own " + cause,
          "set check.tls.enabled = true if TLS is spoken there");
    } else {
      check.sub("tls").warning("enabled", "the traffic uses TLS, this check does not", "");
    }
  }
}
