package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.Step;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.Timeouts;
import io.poolwatch.spec.CheckSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A check with all that it inherited, ready to be aimed at any server that has it. Scripts made
 * from one template share all steps that don't depend on the server.
 *
 * @param type the check's type
 * @param host the check's own host; null for the server's
 * @param port the check's own port; empty for the server's
 * @param trafficSecure whether the traffic uses TLS
 * @param transport how the check's connections go
 * @param serverName the configured name of the servers, with or without TLS; null for none
 * @param probe what is done on them
 * @param settings the block {@code check}, for problems that show only later
 * @param digest stands for the settings without secrets in a hash
 * @param confidentialDigest stands for the secrets and the content of files in a fingerprint
 * @param scripts the scripts made so far, by what makes them differ
 */
record CheckTemplate(
    String type,
    @Nullable Host host,
    OptionalInt port,
    boolean trafficSecure,
    Transport transport,
    @Nullable String serverName,
    CheckType.Probe probe,
    Schedule schedule,
    HealthRule health,
    Timeouts timeouts,
    ClosePolicy close,
    int maxResponseBytes,
    boolean logHealthChecks,
    Settings settings,
    String digest,
    String confidentialDigest,
    Map<String, CheckScript> scripts) {

  /** Aims the check at a server. */
  Target target(HostPort address) {
    HostPort destination = address;
    int at = port.orElse(host == null ? address.port() : host.port().orElse(address.port()));
    if (host != null) {
      destination = host.at(at);
    } else if (at != address.port()) {
      destination = new HostPort(address.host(), at, address.literal());
    }
    return new Target(settings.key(), destination, transport, serverName);
  }

  /** The check of one server. */
  CheckSpec spec(@Nullable String name, CheckScript script, Shared shared) {
    return new CheckSpec(
        name,
        shared.of(schedule),
        shared.of(health),
        shared.of(timeouts),
        script,
        close,
        maxResponseBytes,
        logHealthChecks);
  }

  /** The script for a server; null if it can't be made, and then problems say why. */
  @Nullable CheckScript script(Target target, Shared shared) {
    String variant = probe.variant(target);
    CheckScript known = scripts.get(variant);
    if (known != null) {
      return redirected(known, probe.plans(target), shared);
    }
    if (!scripts.isEmpty()) {
      CheckScript earlier = scripts.values().iterator().next();
      return remembered(variant, probe.compile(target, earlier), target, shared);
    }
    Compiled compiled = probe.compile(target);
    compiled.problems().forEach(problem -> CheckProblems.tell(settings, problem));
    return compiled
        .script()
        .map(script -> remembered(variant, script, target, shared))
        .orElse(null);
  }

  private CheckScript remembered(String variant, CheckScript script, Target target, Shared shared) {
    scripts.put(variant, script);
    return redirected(script, probe.plans(target), shared);
  }

  private static CheckScript redirected(
      CheckScript script, List<ConnectPlan> plans, Shared shared) {
    Iterator<ConnectPlan> plan = plans.iterator();
    List<Step> steps = new ArrayList<>(script.steps().size());
    for (Step step : script.steps()) {
      if (step instanceof Step.Connect connect) {
        ConnectPlan shareable = shared.plan(plan.next());
        steps.add(
            new Step.Connect(shareable, connect.linger(), connect.implicit(), connect.comment()));
      } else {
        steps.add(step);
      }
    }
    return new CheckScript(
        script.type(), steps, script.explicit(), script.closeGracefully(), script.goodbye());
  }

  /** Values that many servers have in common, kept once. */
  static final class Shared {
    private final Map<Object, Object> values = new HashMap<>();

    ConnectPlan plan(ConnectPlan plan) {
      return plan.tls() == null
          ? plan
          : new ConnectPlan(plan.destination(), of(plan.tls()), plan.proxy(), plan.source());
    }

    /** The first value that was equal to this one. */
    @SuppressWarnings("unchecked")
    <T> T of(T value) {
      Object first = values.putIfAbsent(value, value);
      return first == null ? value : (T) first;
    }
  }
}
