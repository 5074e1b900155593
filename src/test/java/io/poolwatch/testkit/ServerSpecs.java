package io.poolwatch.testkit;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Step.Connect;
import io.poolwatch.check.Step.Expect;
import io.poolwatch.check.Step.Send;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HealthRule;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.InitState;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.Schedule;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timeouts;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.protocol.AgentCheck;
import io.poolwatch.protocol.Channel;
import io.poolwatch.spec.CheckSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.VantageSpec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Makes servers' configurations, step by step. What is not said: a plain connect to 127.0.0.1:80,
 * every 2 s, rise 2, fall 3, connect within 1 s, replies within 2 s.
 */
public final class ServerSpecs {
  private final ServerId id;
  private HostPort address = literal("127.0.0.1", 80);
  private AdminState admin = AdminState.READY;
  private Schedule schedule =
      new Schedule(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(2), 0);
  private HealthRule health = new HealthRule(2, 3, InitState.UNKNOWN);
  private Timeouts timeouts = new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(2), null);
  private @Nullable TlsSpec tls;
  private final List<io.poolwatch.check.Step> steps = new ArrayList<>();
  private List<CheckSpec> checks = List.of();
  private @Nullable CheckSpec agent;
  private @Nullable ServerId track;
  private String fingerprint = "same";
  private String secret = "";
  private int weight = 1;
  private boolean backup;
  private boolean logHealthChecks;
  private int vantages = 3;

  private ServerSpecs(ServerId id) {
    this.id = id;
  }

  /** A server of the pool {@code web}. */
  public static ServerSpecs server(String name) {
    return server("web", name);
  }

  /** A server of a pool. */
  public static ServerSpecs server(String pool, String name) {
    return new ServerSpecs(new ServerId(pool, name));
  }

  /** Where the server of that port is, on a network without sockets. */
  public static InetSocketAddress endpoint(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where it is. */
  public ServerSpecs at(InetSocketAddress endpoint) {
    address = literal(endpoint.getAddress().getHostAddress(), endpoint.getPort());
    return this;
  }

  /** Where it is, by a name that has to be resolved. */
  public ServerSpecs named(String host, int port) {
    address = new HostPort(host, port, Optional.empty());
    return this;
  }

  /** Speaks TLS from the first byte. */
  public ServerSpecs tls(TlsSpec spec) {
    tls = spec;
    return this;
  }

  /** One interval for all. */
  public ServerSpecs inter(Duration inter) {
    return intervals(inter, inter, inter);
  }

  /** How many nodes probe it. */
  public ServerSpecs vantages(int count) {
    vantages = count;
    return this;
  }

  /** Its intervals. */
  public ServerSpecs intervals(Duration inter, Duration fast, Duration down) {
    schedule = new Schedule(inter, fast, down, schedule.spreadPercent());
    return this;
  }

  /** Its jitter. */
  public ServerSpecs spread(int percent) {
    schedule = new Schedule(schedule.inter(), schedule.fastInter(), schedule.downInter(), percent);
    return this;
  }

  /** How many probes move it, and how it begins. */
  public ServerSpecs health(int rise, int fall, InitState init) {
    health = new HealthRule(rise, fall, init);
    return this;
  }

  /** The deadlines of a probe. */
  public ServerSpecs timeouts(Duration connect, Duration check) {
    timeouts = new Timeouts(connect, check, null);
    return this;
  }

  /** The admin state it starts in. */
  public ServerSpecs admin(AdminState state) {
    admin = state;
    return this;
  }

  /** Its share of the traffic. */
  public ServerSpecs weight(int share) {
    weight = share;
    return this;
  }

  /** Serves only when no other does. */
  public ServerSpecs backup() {
    backup = true;
    return this;
  }

  /** Each change of its check's status is told. */
  public ServerSpecs logHealthChecks() {
    logHealthChecks = true;
    return this;
  }

  /** Sends a text. */
  public ServerSpecs send(String text) {
    return step(new Send(bytes(text), null));
  }

  /** Wants a text in the reply. */
  public ServerSpecs expect(String text) {
    return expect(new TextMatcher(text));
  }

  /** Wants a match in the reply. */
  public ServerSpecs expect(io.poolwatch.check.Matcher matcher) {
    return step(
        new Expect(
            matcher,
            false,
            -1,
            CheckStatus.L7OK,
            CheckStatus.L7RSP,
            CheckStatus.L7TOUT,
            null,
            null,
            null));
  }

  /** One more step. */
  public ServerSpecs step(io.poolwatch.check.Step step) {
    steps.add(step);
    return this;
  }

  /** What tells this configuration from another of the same server. */
  public ServerSpecs fingerprint(String text) {
    fingerprint = text;
    return this;
  }

  /** A secret, or a file's content: another one is the same configuration to other nodes. */
  public ServerSpecs secret(String text) {
    secret = text;
    return this;
  }

  /** The plan of its connection. */
  public ConnectPlan plan() {
    return new ConnectPlan(address, tls, ProxyHeader.NONE, null);
  }

  /** Checks these in place of what was said so far of a check. */
  public ServerSpecs checks(CheckSpec... several) {
    checks = List.of(several);
    return this;
  }

  /** Asks an agent as that check says. */
  public ServerSpecs agent(CheckSpec asked) {
    agent = asked;
    return this;
  }

  /** An agent of a server, which is asked at that address every so often. */
  public static CheckSpec agent(InetSocketAddress endpoint, Duration inter) {
    ServerSpecs asked = server("agent").at(endpoint).inter(inter).health(1, 1, InitState.FULLY_UP);
    HostPort address = asked.address;
    CheckScript script =
        new AgentCheck(null, false)
            .compile(new Channel(asked.plan(), address.host(), null, false))
            .script()
            .orElseThrow();
    return asked.check(CheckSpec.AGENT, script);
  }

  /** Tracks another server in place of checks. */
  public ServerSpecs track(String pool, String server) {
    track = new ServerId(pool, server);
    return this;
  }

  private List<CheckSpec> checks() {
    if (track != null) {
      return List.of();
    }
    return checks.isEmpty() ? List.of(check(null, script())) : checks;
  }

  /** What was said so far as one check of several. */
  public CheckSpec check(String name) {
    return check(name, script());
  }

  private CheckSpec check(@Nullable String name, CheckScript script) {
    return new CheckSpec(
        name, schedule, health, timeouts, script, ClosePolicy.AUTO, 16 * 1024, logHealthChecks);
  }

  /** What was said so far of a check, as a script. */
  public CheckScript script() {
    List<io.poolwatch.check.Step> all = new ArrayList<>();
    all.add(Connect.implicit(plan()));
    all.addAll(steps);
    return new CheckScript("script", all, true, false, ByteString.emptyByteString());
  }

  /** The configuration. */
  public ServerSpec build() {
    return new ServerSpec(
        id,
        address,
        weight,
        backup,
        admin,
        new VantageSpec(vantages, List.of()),
        checks(),
        agent,
        track,
        "hash of " + fingerprint,
        fingerprint + secret);
  }

  /** A destination that needs no look-up. */
  public static HostPort literal(String address, int port) {
    try {
      return new HostPort(address, port, Optional.of(InetAddress.getAllByName(address)[0]));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static ByteString bytes(String text) {
    return ByteString.fromArray(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
