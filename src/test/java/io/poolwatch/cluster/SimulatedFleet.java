package io.poolwatch.cluster;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CloseMode;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Level;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.PauseLog;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolActor;
import io.poolwatch.pool.PoolsActor;
import io.poolwatch.pool.StateFile;
import io.poolwatch.resolve.ResolverActor;
import io.poolwatch.server.ProbeGate;
import io.poolwatch.server.ServerActor;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.testkit.FakeGraph;
import io.poolwatch.testkit.Inbox;
import io.poolwatch.testkit.RecordingMeter;
import io.poolwatch.testkit.ServerSpecs;
import io.poolwatch.testkit.VirtualSystem;
import java.io.NotSerializableException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Several nodes in virtual time: their real actors for fleet, pools and servers, on networks
 * without sockets. Who is a member is said by the test; messages go through the real serializer,
 * and may be dropped.
 */
final class SimulatedFleet implements AutoCloseable {
  /** How long servers wait between probes. */
  static final Duration INTER = Duration.ofSeconds(1);

  /** Where agents listen. */
  static final int AGENT = 60_000;

  private final VirtualSystem system = new VirtualSystem();
  private final Map<String, Node> nodes = new TreeMap<>();
  private final FleetSerializer serializer = new FleetSerializer();
  private final List<PoolSpec> pools;
  private final long startNanos = system.nanos();
  private BiPredicate<String, FleetMessage> lost = (to, message) -> false;
  private Set<String> cutOff = Set.of();
  private boolean storing = true;
  private VerdictRule rule = VerdictRule.MAJORITY;
  private boolean holds;
  private final Map<String, StateFile> files = new HashMap<>();
  private int incarnations;

  /** How the probes of all nodes get on. */
  Load load = Load.NONE;

  /** The most votes that a node has had kept at once. */
  int mostStored;

  /** What an agent says that is asked at the port {@link #AGENT}. */
  String agentSays = "up\n";

  /** One node. */
  final class Node {
    final String name;
    final Peer self;
    final RecordingEventLog log = new RecordingEventLog(Level.INFO);
    final FakeGraph graph = new FakeGraph(system::nanos);
    final Board board = new Board();
    final Set<Integer> refusing = new HashSet<>();
    final ActorRef<FleetCommand> fleet;
    final ActorRef<PoolsActor.Command> actors;
    final ClusteredFleet handle;
    boolean alive = true;
    boolean leaving;

    /** How far its wall clock is ahead of that of most. */
    long clockOffMillis;

    Node(String name, long clockOffMillis) {
      this.name = name;
      this.clockOffMillis = clockOffMillis;
      incarnations++;
      String address = "127.0.0." + name.substring(1) + ":7355";
      self =
          new Peer(
              Peer.voter(name, address, incarnations), name, address, Set.of(), null, true, true);
      Peer alone = new Peer(name + "@", name, "", Set.of(), null, true, true);
      Speakers speakers = new Speakers();
      FleetViews views = new FleetViews(name);
      fleet =
          system.spawn(
              FleetActor.create(
                  new FleetActor.Settings(
                      alone,
                      rule,
                      holds,
                      log,
                      system::nanos,
                      () -> system.nanos() / 1_000_000 + this.clockOffMillis,
                      () -> load,
                      files.get(name)),
                  speakers,
                  views),
              name + "-fleet-" + incarnations);
      handle =
          new ClusteredFleet(
              new ClusteredFleet.Settings(
                  name,
                  Set.of(),
                  null,
                  List.of(),
                  rule,
                  false,
                  () -> {
                    throw new AssertionError("no actor system here");
                  }),
              fleet,
              speakers,
              views);
      Inbox<ResolverActor.Command> resolver = system.inbox();
      graph.whenOpened(this::behave);
      ServerActor.Services servers =
          new ServerActor.Services(
              new ConnectionActor.Services(graph, PauseLog.NONE, log, system::nanos),
              log,
              new RecordingMeter(),
              new ProbeGate(10_000, 10_000),
              resolver.ref(),
              Duration.ofMillis(250),
              () -> system.nanos() + this.clockOffMillis * 1_000_000,
              true);
      actors =
          system.spawn(
              PoolsActor.create(
                  List.of(),
                  new PoolActor.Services(servers, handle, false, Duration.ofSeconds(10), board)),
              name + "-pools-" + incarnations);
    }

    private void behave(FakeGraph.FakeAttempt attempt) {
      if (attempt.endpoint().getPort() == AGENT) {
        attempt.connected().received(agentSays).peerClosed().closed(CloseMode.GRACEFUL);
      } else if (refusing.contains(attempt.endpoint().getPort())) {
        attempt.failed(Phase.CONNECT, Failure.Kind.REFUSED);
      } else {
        attempt.connected();
      }
    }

    /** This node as a member that is leaving. */
    private Peer left() {
      return new Peer(self.voter(), name, self.address(), self.tags(), self.zone(), false, true);
    }

    void configure(List<PoolSpec> specs) {
      Map<ServerId, Fleet.Profile> profiles = new HashMap<>();
      specs.stream()
          .flatMap(pool -> pool.servers().stream())
          .forEach(
              server ->
                  profiles.put(
                      server.id(),
                      new Fleet.Profile(server.hash(), server.vantages().count(), Set.of())));
      handle.configure(profiles);
      actors.tell(new PoolsActor.Update(specs));
    }

    /** The verdict on a server, as this node tells it. */
    Verdict verdict(int server) {
      return board.server(new ServerId("web", "s" + server)).orElseThrow().told();
    }

    /** Whether this node is the one that tells others of a server. */
    boolean speaksFor(int server) {
      return handle.speaksFor(new ServerId("web", "s" + server));
    }

    /** The admin state of a server, as this node knows it. */
    AdminState admin(int server) {
      return board
          .server(new ServerId("web", "s" + server))
          .orElseThrow()
          .server()
          .state()
          .admin()
          .state();
    }

    OperationalState state(int server) {
      return verdict(server).state();
    }

    /** The transitions that this node told. */
    List<String> transitions() {
      return log.events(EventName.SERVER_TRANSITION).stream()
          .map(event -> event.server() + " " + fromTo(event))
          .toList();
    }

    /** When each of its probes of a server was made, milliseconds of virtual time. */
    List<Long> probes(int server) {
      return graph.attempts().stream()
          .filter(attempt -> attempt.endpoint().getPort() == server)
          .map(attempt -> (attempt.openedNanos() - startNanos) / 1_000_000)
          .toList();
    }
  }

  /** A fleet without nodes that knows so many servers, {@code s1} and so on. */
  SimulatedFleet(int servers, int vantages) {
    this(servers, vantages, INTER);
  }

  /** One whose servers are probed so often while nothing happens, and each second while it does. */
  SimulatedFleet(int servers, int vantages, Duration inter) {
    this(specs(servers, vantages, inter));
  }

  /** A fleet without nodes that knows these servers. */
  SimulatedFleet(List<ServerSpec> servers) {
    this.pools = List.of(new PoolSpec("web", servers));
  }

  /** Servers {@code s1} and so on; their ports are their numbers. */
  static List<ServerSpec> specs(int servers, int vantages, Duration inter) {
    return IntStream.rangeClosed(1, servers)
        .mapToObj(
            i ->
                ServerSpecs.server("s" + i)
                    .at(new InetSocketAddress(InetAddress.getLoopbackAddress(), i))
                    .intervals(inter, INTER, inter)
                    .vantages(vantages)
                    .build())
        .toList();
  }

  private static String fromTo(Event event) {
    return event.fields().get("from") + ">" + event.fields().get("to");
  }

  /** What all nodes are configured with at first. */
  List<PoolSpec> pools() {
    return pools;
  }

  /** The same pools, with a server whose configuration has another hash. */
  List<PoolSpec> withAnother(int server, String hash) {
    List<ServerSpec> servers = new ArrayList<>(pools.get(0).servers());
    ServerSpec old = servers.get(server - 1);
    servers.set(
        server - 1,
        new ServerSpec(
            old.id(),
            old.address(),
            old.weight(),
            old.backup(),
            old.admin(),
            old.vantages(),
            old.checks(),
            old.agent(),
            old.track(),
            hash,
            hash));
    return List.of(new PoolSpec("web", servers));
  }

  /** A side of a cut that is not quorate tells nothing of its own; before the first node starts. */
  void holding() {
    holds = true;
  }

  /** Where a node keeps admin states; before it starts. */
  void keep(String name, StateFile file) {
    files.put(name, file);
  }

  /** All nodes stand still, as a machine does that is suspended. */
  void freezeMillis(long millis) {
    system.freezeMillis(millis);
  }

  /** Votes become verdicts by another rule; before the first node starts. */
  void rule(VerdictRule other) {
    rule = other;
  }

  /** Starts a node that is alone. */
  Node start(String name) {
    return start(name, 0);
  }

  Node start(String name, long clockOffMillis) {
    Node node = new Node(name, clockOffMillis);
    nodes.put(name, node);
    node.configure(pools);
    return node;
  }

  /** Starts nodes {@code n1} and so on, all of them members, and lets them settle. */
  List<Node> startAll(int count) {
    List<Node> all = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      all.add(start("n" + i));
    }
    meet();
    pass(Duration.ofSeconds(8));
    return all;
  }

  /** All nodes that live are members from now on; each knows it at once. */
  void meet() {
    meet(List.copyOf(nodes.values()));
  }

  /** The same, but only these know it yet. */
  void meet(List<Node> knowing) {
    List<Peer> members =
        nodes.values().stream()
            .filter(n -> n.alive)
            .map(n -> n.leaving ? n.left() : n.self)
            .toList();
    for (Node node : knowing) {
      if (node.alive) {
        node.fleet.tell(new FleetCommand.Opened(port(node)));
        node.fleet.tell(new FleetCommand.Members(node.self, members));
      }
    }
  }

  private Port port(Node from) {
    return new Port() {
      @Override
      public void send(String address, FleetMessage message) {
        Node to = at(address);
        if (to != null && !lost.test(to.name, message) && together(from, to)) {
          FleetMessage heard = overTheWire(message);
          system.after(
              Duration.ofMillis(2),
              () -> {
                if (to.alive) {
                  to.fleet.tell(new FleetCommand.Heard(heard));
                }
              });
        }
      }

      @Override
      public void store(String voter, List<WireVote> votes) {
        mostStored = Math.max(mostStored, votes.size());
        if (storing) {
          system.after(
              Duration.ofSeconds(1),
              () ->
                  nodes.values().stream()
                      .filter(to -> to.alive && together(from, to))
                      .forEach(to -> to.fleet.tell(new FleetCommand.Stored(voter, votes))));
        }
      }

      @Override
      public void close() {}
    };
  }

  private boolean together(Node one, Node other) {
    return one.alive && other.alive && cutOff.contains(one.name) == cutOff.contains(other.name);
  }

  private FleetMessage overTheWire(FleetMessage message) {
    try {
      return (FleetMessage)
          serializer.fromBinary(serializer.toBinary(message), serializer.manifest(message));
    } catch (NotSerializableException e) {
      throw new AssertionError(e);
    }
  }

  private @Nullable Node at(String address) {
    return nodes.values().stream()
        .filter(node -> node.self.address().equals(address))
        .findFirst()
        .orElse(null);
  }

  /** Messages that are lost from now on, by the node that they are for. */
  void lose(BiPredicate<String, FleetMessage> which) {
    lost = which;
  }

  /** Whether votes are kept, and get to others that way too. */
  void stores(boolean yes) {
    storing = yes;
  }

  /** These nodes hear the others no more, and reverse. */
  void cut(String... names) {
    cutOff = Set.of(names);
  }

  /** A node leaves as it does when it is stopped, and is gone two seconds later. */
  void leave(Node node) {
    node.leaving = true;
    meet();
    pass(Duration.ofSeconds(2));
    kill(node);
    meet();
  }

  /** A node is dead at once. */
  void kill(Node node) {
    node.alive = false;
    system.stop(node.actors);
    system.stop(node.fleet);
  }

  /** Has a server refuse everybody, or answer again. */
  void refuse(int server, boolean yes) {
    nodes.values().forEach(node -> refuse(node, server, yes));
  }

  /** The same for one node alone. */
  void refuse(Node node, int server, boolean yes) {
    if (yes) {
      node.refusing.add(server);
    } else {
      node.refusing.remove(server);
    }
  }

  /** When each probe of a server was made by whomever, in order, milliseconds. */
  List<Long> probes(int server) {
    return nodes.values().stream().flatMap(node -> node.probes(server).stream()).sorted().toList();
  }

  long millis() {
    return (system.nanos() - startNanos) / 1_000_000;
  }

  void pass(Duration time) {
    system.pass(time);
  }

  void passMillis(long millis) {
    system.passMillis(millis);
  }

  @Override
  public void close() {
    system.close();
  }
}
