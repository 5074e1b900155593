package io.poolwatch.importer;

import io.poolwatch.importer.TransportReader.Route;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@code connect} rules mean for a server.
 *
 * <p>Without {@code default} such a rule takes nothing of TLS and PROXY header from the server; in
 * Poolwatch a step goes as the check goes unless it has a port or an address of its own. What
 * follows from that by itself is not written.
 */
final class Connects {
  private static final String NONE = "none";

  private final Route route;
  private final boolean verified;
  private final String trafficVersion;
  private final Losses losses;

  /**
   * @param route how the check goes
   * @param verified whether certificates are verified
   */
  Connects(Route route, boolean verified, Losses losses) {
    this.route = route;
    this.verified = verified;
    this.trafficVersion = route.trafficProxy().equals("v2") ? "v2" : "v1";
    this.losses = losses;
  }

  /** The fields of a step that a rule becomes. */
  Map<String, String> step(Options rule, Variables variables) {
    Map<String, String> fields = new LinkedHashMap<>();
    port(rule, variables).ifPresent(port -> fields.put("port", port));
    host(rule).ifPresent(host -> fields.put("address", Hocon.quoted(host)));
    boolean moved = !fields.isEmpty();
    Map<String, String> tls = tls(rule, !moved && route.tls());
    if (!tls.isEmpty()) {
      fields.put("tls", Hocon.object(tls));
    }
    String inherited = moved ? NONE : route.proxy();
    if (!proxy(rule).equals(inherited)) {
      fields.put("proxy-protocol", proxy(rule));
    }
    if (rule.has("linger")) {
      fields.put("linger", "true");
    }
    tellProto(rule);
    return fields;
  }

  /** Puts a rule into the settings of a check that connects once. */
  void check(Options rule, Variables variables, Settings settings) {
    int line = rule.line();
    port(rule, variables).ifPresent(port -> settings.raw("check.port", port, line));
    host(rule).ifPresent(host -> settings.quoted("check.address", host, line));
    boolean moved = settings.has("check.port") || settings.has("check.address");
    tls(rule, !moved && route.trafficTls())
        .forEach((name, value) -> settings.raw("check.tls." + name, value, line));
    if (!proxy(rule).equals(moved ? NONE : route.trafficProxy())) {
      settings.raw("check.proxy-protocol", proxy(rule), line);
    }
    if (rule.has("linger")) {
      settings.raw("check.close", "graceful", line);
    }
    tellProto(rule);
  }

  /** The same for a check without such a rule. */
  void check(Settings settings, int line) {
    boolean moved = route.moved();
    if (route.tls() != (!moved && route.trafficTls())) {
      settings.raw("check.tls.enabled", Boolean.toString(route.tls()), line);
    }
    if (!route.proxy().equals(moved ? NONE : route.trafficProxy())) {
      settings.raw("check.proxy-protocol", route.proxy(), line);
    }
  }

  /** Whether a rule speaks TLS. */
  boolean secure(Options rule) {
    return rule.has("ssl") || (rule.has("default") && route.tls());
  }

  private Map<String, String> tls(Options rule, boolean inherited) {
    Map<String, String> tls = new LinkedHashMap<>();
    if (secure(rule) != inherited) {
      tls.put("enabled", Boolean.toString(secure(rule)));
    }
    String name = rule.get("sni");
    if (name != null && secure(rule)) {
      tls.put("server-name", Hocon.quoted(name));
      if (verified) {
        tls.put("verify", "required");
      }
    }
    String alpn = rule.get("alpn");
    if (alpn != null && secure(rule)) {
      tls.put("alpn", TransportReader.alpn(alpn));
    }
    return tls;
  }

  private String proxy(Options rule) {
    if (rule.has("send-proxy")) {
      return trafficVersion;
    }
    return rule.has("default") ? route.proxy() : NONE;
  }

  /** The port of a rule, else the port in its address. */
  Optional<String> port(Options rule, Variables variables) {
    String port = rule.get("port");
    if (port != null) {
      Optional<String> constant =
          variables.constant(port).filter(text -> Endpoint.port(text).isPresent());
      if (constant.isEmpty()) {
        losses.add(rule.line(), "connect port", "known at run time only: the server's is taken");
      }
      return constant;
    }
    Endpoint address = address(rule);
    return address != null && address.port().isPresent()
        ? Optional.of(Integer.toString(address.port().getAsInt()))
        : Optional.empty();
  }

  private Optional<String> host(Options rule) {
    Endpoint address = address(rule);
    if (address == null) {
      return Optional.empty();
    }
    if (!address.connectable()) {
      losses.add(rule.line(), "connect addr", "no machine to connect to: the server's is taken");
      return Optional.empty();
    }
    return Optional.of(address.hostOnly());
  }

  private static @Nullable Endpoint address(Options rule) {
    String text = rule.get("addr");
    return text == null ? null : Endpoint.of(text);
  }

  private void tellProto(Options rule) {
    String proto = rule.get("proto");
    if (proto != null && !proto.equals("h1") && !proto.equals("h2") && !proto.equals(NONE)) {
      losses.add(rule.line(), "connect proto " + proto, "not spoken here");
    }
  }
}
