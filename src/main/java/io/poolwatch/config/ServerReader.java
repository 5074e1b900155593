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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads servers. Those of one pool that set nothing of their own share one check, which is read
 * once, and so do those that set the same.
 */
final class ServerReader {
  private static final SettingType<Integer> WEIGHT = Types.integer(0, 256);
  private static final SettingType<AdminState> ADMIN = Types.word(AdminState.class);

  /** Stands for an address that can't be read. */
  private static final HostPort NOWHERE = new HostPort("unknown", 1, Optional.empty());

  private final CheckReader checks;
  private final Settings pool;
  private final Shared shared;
  private final Map<OwnBlocks, CheckTemplate> templates = new HashMap<>();
  private final Map<Probed, ServerId> probed = new HashMap<>();
  private final Set<String> types = new TreeSet<>();

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
  private record OwnBlocks(@Nullable ConfigObject check, @Nullable ConfigObject transport) {

    boolean isEmpty() {
      return check == null && transport == null;
    }
  }

  /** What a server is besides its check. */
  private record Own(int weight, boolean backup, AdminState admin) {}

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
    Problems problems = pool.context().problems();
    int before = problems.raisedErrors();
    Settings server = server(written, new Facts());
    HostPort address = address(server, written);
    Own own =
        new Own(
            server.get("weight", WEIGHT, 0),
            server.get("backup", Types.FLAG, false),
            server.get("admin", ADMIN, AdminState.READY));
    CheckTemplate template = template(written);
    types.add(template.type());
    refuseForeignKeys(written, template);
    // Compiled even where something is wrong already, so that all that is wrong is told at once.
    Target target = template.target(address == null ? NOWHERE : address);
    CheckScript script = template.script(target, shared);
    if (address == null || script == null || problems.raisedErrors() > before) {
      return Optional.empty();
    }
    warnOfTwin(id, written, address, template);
    warnIfPlain(template, script);
    Facts facts = server.context().facts();
    ServerSpec spec = spec(id, address, own, template, script, facts);
    return Optional.of(new Read(spec, facts, target, template));
  }

  private ServerSpec spec(
      ServerId id,
      HostPort address,
      Own own,
      CheckTemplate template,
      CheckScript script,
      Facts facts) {
    String canonical = facts.canonical() + template.digest();
    return new ServerSpec(
        id,
        address,
        own.weight(),
        own.backup(),
        own.admin(),
        shared.of(template.schedule()),
        shared.of(template.health()),
        shared.of(template.timeouts()),
        script,
        template.close(),
        template.maxResponseBytes(),
        template.logHealthChecks(),
        Digest.of(canonical),
        Digest.of(canonical + template.confidentialDigest()));
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

  private CheckTemplate template(Setting written) {
    OwnBlocks own = new OwnBlocks(block(written, "check"), block(written, "transport"));
    CheckTemplate known = templates.get(own);
    if (known != null) {
      return known;
    }
    Problems problems = pool.context().problems();
    int errors = problems.raisedErrors();
    int warnings = problems.raisedWarnings();
    Settings server = server(written, new Facts());
    CheckTemplate template = checks.read(server.sub("check"), server.sub("transport"));
    // What is doubtful in a server's own blocks is told for each server that has it.
    boolean told = own.isEmpty() || problems.raisedWarnings() == warnings;
    if (told && problems.raisedErrors() == errors) {
      templates.put(own, template);
    }
    return template;
  }

  /** A key of another type of check would be without effect. */
  private void refuseForeignKeys(Setting written, CheckTemplate template) {
    ConfigObject own = block(written, "check");
    if (own != null) {
      refuse(own, Text.child(written.path(), "check"), Set.of(template.type()));
    }
  }

  /** To be called after all servers: tells the keys of the pool's check that none of them uses. */
  void refuseUnusedKeys() {
    Layer own = pool.layers().get(0);
    if (own.object().get("check") instanceof ConfigObject check) {
      refuse(check, Text.child(own.path(), "check"), types);
    }
  }

  private void refuse(ConfigObject check, String path, Set<String> used) {
    if (used.contains(CheckReader.UNKNOWN)) {
      return;
    }
    check.forEach(
        (name, value) -> {
          List<String> owners = Schema.typesWith(name);
          if (!owners.isEmpty() && Collections.disjoint(owners, used)) {
            pool.error(
                new Setting(Text.child(path, name), value),
                "belongs to type " + Text.list(owners) + ", not to " + Text.list(used),
                "set check.type = " + owners.get(0));
          }
        });
  }

  private static @Nullable ConfigObject block(Setting written, String name) {
    return written.value() instanceof ConfigObject server
            && server.get(name) instanceof ConfigObject object
        ? object
        : null;
  }

  private void warnOfTwin(ServerId id, Setting written, HostPort address, CheckTemplate template) {
    String host =
        address
            .literal()
            .map(literal -> literal.getHostAddress())
            .orElseGet(() -> address.host().toLowerCase(Locale.ROOT));
    ServerId twin = probed.putIfAbsent(new Probed(host, address.port(), template.digest()), id);
    if (twin != null) {
      pool.warning(
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
