package io.poolwatch.event;

import io.poolwatch.model.Admin;
import io.poolwatch.model.Admin.Source;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.AgentReply;
import io.poolwatch.model.AgentWeight;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Failure;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** Events of every name, as the parts of Poolwatch emit them. */
final class SampleEvents {
  static final Instant NOON = Instant.parse("2025-03-01T12:00:00.123456Z");
  static final ServerId WEB1 = new ServerId("web", "web1");
  static final CheckResult REFUSED =
      new CheckResult(
          Outcome.FAILED,
          CheckStatus.L4CON,
          CheckResult.NO_CODE,
          "connection refused while connecting to 127.0.0.1:8080 after 0.4 ms",
          Phase.CONNECT,
          new Timings(Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, Timings.ABSENT, 412_345),
          null);
  static final TlsInfo TLS =
      new TlsInfo(
          "TLSv1.3",
          "TLS_AES_256_GCM_SHA384",
          "h2",
          "www.example.org",
          Instant.parse("2025-03-14T00:00:00Z"));
  static final CheckResult OK =
      new CheckResult(
          Outcome.PASSED,
          CheckStatus.L7OK,
          200,
          "",
          Phase.RECEIVE,
          new Timings(300_000, 1_200_000, 20_000, 380_000, 1_904_000),
          TLS);
  static final CheckResult LATE =
      CheckResult.inconclusive(
          CheckStatus.L4TOUT,
          Phase.CONNECT,
          "no connection to 127.0.0.1:8080 within 1 s; inconclusive: its timer fired 300 ms late"
              + " (more than max-lag, 250 ms)");
  static final CheckResult UNRESOLVED =
      CheckResult.inconclusive(CheckStatus.SOCKERR, Phase.RESOLVE, "unresolved: db.example.org");
  static final CheckResult BUSY =
      new CheckResult(
          Outcome.FAILED,
          CheckStatus.L7STS,
          503,
          "503 Service Unavailable: expected status 200-399",
          Phase.RECEIVE,
          new Timings(300_000, Timings.ABSENT, 20_000, 380_000, 704_000),
          null);

  private static final String ROOT = "/";
  private static final String POOL = "/pools/web";
  private static final String FLEET = "/fleet";
  private static final String SERVER = "/pools/web/web1";
  private static final List<Vote> VOTES =
      List.of(
          new Vote("edge-1", 4, Vote.Choice.DOWN, REFUSED),
          new Vote("edge-2", 7, Vote.Choice.UP, OK),
          new Vote("edge-3", 1, Vote.Choice.ABSTAIN, null));

  private SampleEvents() {}

  private static Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("started", 1_200L);
    counts.put("finished", 1_199L);
    counts.put("failed", 12L);
    counts.put("inconclusive", 1L);
    counts.put("skipped", 0L);
    counts.put("lagP50Ms", Duration.ofNanos(90_000));
    counts.put("lagP99Ms", Duration.ofNanos(1_200_000));
    counts.put("lagP999Ms", Duration.ofMillis(12));
    counts.put("lagMaxMs", Duration.ofMillis(48));
    return counts;
  }

  private static final CheckResult AGENT =
      new CheckResult(
          Outcome.FAILED,
          CheckStatus.L7STS,
          CheckResult.NO_CODE,
          "down, drain, weight 50%, maxconn 30: disk full",
          Phase.RECEIVE,
          new Timings(300_000, Timings.ABSENT, Timings.ABSENT, 400_000, 900_000),
          null,
          new AgentReply(AgentReply.Health.DOWN, AdminState.DRAIN, new AgentWeight(50, true), 30),
          "agent",
          null);

  private static final CheckResult SILENT_AGENT = REFUSED.of("agent").inconclusive();

  static List<Event> all() {
    return List.of(
        ServiceEvents.nodeStarted(ROOT, "0.1.0", 2, 5, Map.of()),
        ServiceEvents.nodeStarted(ROOT, "0.1.0", 2, 5, Map.of("fleet", "127.0.0.1:7355")),
        ServiceEvents.nodeStopped(ROOT, "SIGTERM", Map.of()),
        ServiceEvents.nodeStopped(ROOT, "SIGINT", counts()),
        ServiceEvents.configLoaded(ROOT, Path.of("/etc/poolwatch.conf"), 2, 5),
        ServiceEvents.configReloaded(
            ROOT,
            Path.of("/etc/poolwatch.conf"),
            List.of(WEB1),
            List.of(),
            List.of(db()),
            List.of()),
        ServiceEvents.configReloaded(
            ROOT,
            Path.of("/etc/poolwatch.conf"),
            List.of(),
            List.of(WEB1),
            List.of(),
            List.of("poolwatch.node.port", "poolwatch.limits.in-flight")),
        ServiceEvents.configRefused(
            ROOT, Path.of("/etc/poolwatch.conf"), List.of("poolwatch.conf:3: pools.web: empty")),
        Events.checkResult(SERVER, WEB1, OK, "3/3 UP", false),
        Events.checkResult(SERVER, WEB1, REFUSED, "2/3 UP", true),
        Events.checkResult(SERVER, WEB1, BUSY, "2/3 UP", true),
        Events.checkResult(SERVER, WEB1, LATE, "2/3 UP", true),
        Events.checkResult(SERVER, WEB1, UNRESOLVED, "UNKNOWN", true),
        Events.checkResult(SERVER, WEB1, REFUSED.of("db"), "2/3 UP", true),
        Events.checkResult(SERVER, WEB1, AGENT, "0/1 DOWN", true),
        Events.checkResult(SERVER, WEB1, SILENT_AGENT, "1/1 UP", true),
        transition(OperationalState.UNKNOWN, AdminState.READY, false, 1, OK),
        transition(OperationalState.UP, AdminState.DRAIN, false, 0, REFUSED),
        transition(OperationalState.UP, AdminState.READY, true, 0, REFUSED),
        Events.serverTransition(
            POOL,
            db(),
            OperationalState.UP,
            Verdict.of(
                List.of(new Vote("edge-1", 4, Vote.Choice.DOWN, REFUSED)), VerdictRule.ANY, true),
            Admin.of(AdminState.READY).with(Source.TRACK, AdminState.DRAIN),
            false,
            WEB1,
            new Evidence(REFUSED, null)),
        Events.voteChanged(
            SERVER, WEB1, Vote.Choice.UP, Vote.Choice.DOWN, new Evidence(REFUSED, "0/2 DOWN")),
        Events.adminChanged(
            SERVER,
            WEB1,
            Admin.of(AdminState.READY),
            Admin.of(AdminState.MAINT),
            Source.OPERATOR,
            "kernel update",
            "alice"),
        Events.adminChanged(
            SERVER,
            WEB1,
            Admin.of(AdminState.MAINT),
            Admin.of(AdminState.MAINT).with(Source.AGENT, AdminState.DRAIN),
            Source.AGENT,
            "drain: backup runs",
            null),
        Events.capacityChanged(SERVER, WEB1, 50, null),
        Events.capacityChanged(SERVER, WEB1, 50, 30),
        Events.poolTransition(POOL, "web", OperationalState.DOWN, OperationalState.UP, 1, 3),
        Events.poolTransition(POOL, "web", OperationalState.UP, OperationalState.DOWN, 0, 3),
        Events.contested(SERVER, WEB1, true, VOTES),
        Events.contested(SERVER, WEB1, false, VOTES.subList(1, 2)),
        NodeEvents.nodeJoined(FLEET, "edge-2", "10.0.0.2:7355"),
        NodeEvents.nodeUnreachable(FLEET, List.of("edge-2", "edge-3")),
        NodeEvents.nodeReachable(FLEET, List.of("edge-2")),
        NodeEvents.nodeRemoved(FLEET, "edge-2", "10.0.0.2:7355"),
        NodeEvents.fleetJoined(FLEET, List.of("edge-1", "b")),
        NodeEvents.fleetLost(FLEET, "the fleet has put this node out"),
        NodeEvents.quorateChanged(FLEET, false, List.of("edge-1"), 3),
        NodeEvents.quorateChanged(FLEET, true, List.of("edge-1", "edge-2"), 3),
        NodeEvents.configMismatch(FLEET, "edge-2", 4),
        NodeEvents.configMismatch(FLEET, "edge-2", 0),
        NodeEvents.clockSkew(FLEET, "edge-2", Duration.ofMillis(1500), true),
        NodeEvents.clockSkew(FLEET, "edge-2", Duration.ofMillis(-20), false),
        NodeEvents.selfDoubt(FLEET, true, 9, 40),
        NodeEvents.selfDoubt(FLEET, false, 0, 40),
        NodeEvents.adminSuperseded(
            FLEET,
            new AdminRegister(
                WEB1,
                3,
                "edge-2",
                AdminState.DRAIN,
                AdminState.READY,
                "new kernel",
                "ada",
                1,
                List.of("2/edge-1"))),
        ServiceEvents.stateUnreadable(
            "/",
            Path.of("/var/lib/poolwatch/state.json"),
            "Unexpected end-of-input",
            Path.of("/var/lib/poolwatch/state.json.unreadable-1")),
        Events.serverStale(SERVER, WEB1, null, Duration.ofSeconds(6), LATE),
        Events.serverStale(SERVER, WEB1, "db", Duration.ofSeconds(6), LATE.of("db")),
        Events.agentStale(SERVER, WEB1, Duration.ofSeconds(6), SILENT_AGENT),
        Events.agentStaleEnded(SERVER, WEB1, Duration.ofSeconds(61)),
        Events.endpointChanged(SERVER, WEB1, null, "10.0.0.1:443"),
        Events.endpointChanged(SERVER, WEB1, "10.0.0.1:443", "10.0.0.2:443"),
        ServiceEvents.resolveFailed(
            "/resolver", "db.example.org", "Name or service not known", null),
        ServiceEvents.resolveFailed(
            "/resolver", "db.example.org", "no answer within 5 s", loopback()),
        ServiceEvents.resolveRecovered("/resolver", "db.example.org", loopback()),
        ServiceEvents.eventsDropped(17),
        Events.runtimeCommand(
            "runtime-api", "op", "set server web/web1 state foo", "No such server."),
        ServiceEvents.clusterTlsRefused(
            "fleet", "cert-file node.pem: holds no PEM certificate", true),
        ServiceEvents.clusterTlsRefused("fleet", "cert-file node.pem: expired 2 days ago", false),
        ServiceEvents.clusterTlsReloaded("fleet", Instant.parse("2026-03-01T12:00:00Z")),
        Events.apiCommand("api", WEB1, "127.0.0.1:40000", "alice", "admin-state drain", ""),
        Events.apiCommand("api", WEB1, "[::1]:40000", "alice", "probe", "it tracks web/web2"),
        Events.apiClientDropped("api", "127.0.0.1:40001", 64),
        ServiceEvents.sinkFailed("syslog", "udp@10.0.0.9:514", "Network is unreachable"),
        ServiceEvents.sinkRecovered("syslog", "udp@10.0.0.9:514", 17),
        ServiceEvents.actorRestarted(SERVER, WEB1, new IllegalStateException("matcher broke")),
        ServiceEvents.actorRestarted(ROOT, null, new IllegalStateException("sink broke")));
  }

  /** The attempts of three probes: one that goes well, one that is late, one that is refused. */
  static List<Event> story() {
    ConnectionStory story = new ConnectionStory(SERVER + "/connection", WEB1, null);
    return List.of(
        story.opening(12, new InetSocketAddress(loopback(), 8443), plan(true)),
        story.told(new ConnectionEvent.Connected(12, 300_000), 0),
        story.told(new ConnectionEvent.Secured(12, 1_500_000, TLS), 0),
        story.told(new ConnectionEvent.SendProgress(12, 1_510_000, 16384, 49152), 0),
        story.told(new ConnectionEvent.SendProgress(12, 1_520_000, 49152, 0), 0),
        story.told(new ConnectionEvent.Received(12, 1_900_000, ByteString.fromString("pong")), 0),
        story.told(new ConnectionEvent.PeerClosed(12, 12_000_000), 0),
        story.told(new ConnectionEvent.Closed(12, 12_100_000, CloseMode.GRACEFUL), 0),
        story.opening(13, new InetSocketAddress(loopback(), 8080), plan(false)),
        story.told(timedOut(13, Duration.ZERO), 0),
        story.told(timedOut(14, Duration.ofMillis(300)), 0),
        story.told(
            new ConnectionEvent.Failed(
                15,
                400_000,
                Phase.CONNECT,
                new Failure(Failure.Kind.REFUSED, "connection refused")),
            0),
        story.told(new ConnectionEvent.Closed(16, 100_000, null), 0),
        story.executing(17, new InetSocketAddress(loopback(), 8080), program()),
        story.told(
            new ConnectionEvent.Exited(17, 21_000_000, 2, ByteString.fromString("lag 300 s\n")),
            0));
  }

  private static Event transition(
      OperationalState from, AdminState admin, boolean fleet, int downOrUp, CheckResult cause) {
    Vote.Choice choice = downOrUp == 0 ? Vote.Choice.DOWN : Vote.Choice.UP;
    List<Vote> votes = fleet ? VOTES : List.of(new Vote("edge-1", 4, choice, cause));
    Verdict verdict = Verdict.of(votes, VerdictRule.ANY, !fleet);
    String health = downOrUp == 0 ? "0/2 DOWN" : "3/3 UP";
    return Events.serverTransition(
        POOL, WEB1, from, verdict, Admin.of(admin), fleet, null, new Evidence(cause, health));
  }

  private static ServerId db() {
    return new ServerId("db", "primary");
  }

  private static ConnectionEvent timedOut(long attempt, Duration late) {
    return new ConnectionEvent.TimedOut(
        attempt, 1_000_100_000L, Phase.CONNECT, Duration.ofSeconds(1), late, late);
  }

  private static ConnectPlan plan(boolean rich) {
    HostPort destination = new HostPort("127.0.0.1", 8443, Optional.of(loopback()));
    return rich
        ? new ConnectPlan(destination, tls(), ProxyHeader.V2, loopback())
        : new ConnectPlan(destination, null, ProxyHeader.NONE, null);
  }

  private static ProgramPlan program() {
    return new ProgramPlan(
        Path.of("/etc/poolwatch/checks/lag"),
        List.of(),
        Map.of("TOKEN", "s3cr3t"),
        plan(false).destination(),
        false);
  }

  private static TlsSpec tls() {
    return new TlsSpec(
        "www.example.org", TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
