package io.poolwatch.cluster;

import io.poolwatch.net.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.ClusterEvent;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.Subscribe;

/**
 * The fleet's side of this node, in the fleet's actor system: finds the fleet and joins it, hands
 * on what other nodes say, and says who is there. It knows nothing of servers.
 */
final class LinkActor extends AbstractBehavior<LinkActor.Command> {
  /** Its name below {@code /user}, where other nodes reach it. */
  static final String NAME = "link";

  /** What the actor can be told: by this node, and by others. */
  interface Command {}

  /** Tell another node something. */
  record Send(String address, FleetMessage message) implements Command {}

  /** Who hears what happens. Called on the actor's thread; must not block. */
  interface Owner {
    void onMembers(Peer self, List<Peer> all);

    void onMessage(FleetMessage message);

    /** What is kept of a voter's votes is other than it was. */
    void onStored(String voter, List<FleetMessage.Cast> votes);
  }

  private record Changed(ClusterEvent.ClusterDomainEvent event) implements Command {}

  private record Seeds(Set<String> addresses) implements Command {}

  private enum Tick implements Command {
    LOOK,
    SEEK
  }

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration SEEK = Duration.ofSeconds(1);

  /** How often a fleet that lacks a seed asks it, in seeks. */
  private static final int SEEKS_OF_A_MEMBER = 10;

  /** How long an answer counts, and how long joining may take, in seeks. */
  private static final int PATIENCE = 5;

  private static final String SYSTEM = "pekko://poolwatch-fleet@";
  private static final Set<MemberStatus> PRESENT =
      Set.of(
          MemberStatus.joining(),
          MemberStatus.weaklyUp(),
          MemberStatus.up(),
          MemberStatus.leaving(),
          MemberStatus.exiting());
  private static final Set<MemberStatus> ACTIVE =
      Set.of(MemberStatus.weaklyUp(), MemberStatus.up());

  private record Answer(List<String> members, long seek) {}

  private final String node;
  private final List<String> seeds;
  private final Owner owner;
  private final Cluster cluster;
  private final ActorRefResolver resolver;
  private final Map<String, ActorRef<Command>> links = new HashMap<>();
  private final Map<String, Answer> answers = new HashMap<>();
  private List<Peer> told = List.of();
  private long seek;
  private long joiningSince = -PATIENCE;

  private LinkActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String node,
      List<String> seeds,
      Owner owner) {
    super(context);
    this.node = node;
    this.seeds = seeds;
    this.owner = owner;
    this.cluster = Cluster.get(context.getSystem());
    this.resolver = ActorRefResolver.get(context.getSystem());
    cluster
        .subscriptions()
        .tell(
            Subscribe.create(
                context.messageAdapter(ClusterEvent.ClusterDomainEvent.class, Changed::new),
                ClusterEvent.ClusterDomainEvent.class));
    timers.startTimerAtFixedRate(Tick.LOOK, LOOK);
    timers.startTimerAtFixedRate(Tick.SEEK, Duration.ZERO, SEEK);
  }

  /**
   * A link that looks for its fleet.
   *
   * @param node this node's name
   * @param seeds where others may be: {@code HOST:PORT}, where a host may have several addresses
   */
  static Behavior<Command> create(String node, List<String> seeds, Owner owner) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new LinkActor(context, timers, node, seeds, owner)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Send.class, this::onSend)
        .onMessage(FleetMessage.Hello.class, this::onHello)
        .onMessage(FleetMessage.Welcome.class, this::onWelcome)
        .onMessage(FleetMessage.class, this::onFleetMessage)
        .onMessage(Changed.class, changed -> onLook())
        .onMessage(Seeds.class, this::onSeeds)
        .onMessageEquals(Tick.LOOK, this::onLook)
        .onMessageEquals(Tick.SEEK, this::onSeek)
        .build();
  }

  private String address() {
    return address(cluster.selfMember().address());
  }

  private static String address(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  private boolean joined() {
    return ACTIVE.contains(cluster.selfMember().status());
  }

  // ---- messages

  private Behavior<Command> onSend(Send send) {
    link(send.address()).tell(send.message());
    return this;
  }

  private ActorRef<Command> link(String address) {
    return links.computeIfAbsent(
        address, any -> resolver.resolveActorRef(SYSTEM + address + "/user/" + NAME));
  }

  private Behavior<Command> onFleetMessage(FleetMessage message) {
    owner.onMessage(message);
    return this;
  }

  // ---- membership

  private Behavior<Command> onLook() {
    if (!joined()) {
      return this;
    }
    Set<Member> unreachable = cluster.state().getUnreachable();
    List<Peer> now = new ArrayList<>();
    Peer self = null;
    for (Member member : cluster.state().getMembers()) {
      if (PRESENT.contains(member.status())) {
        Peer peer = peer(member, !unreachable.contains(member));
        now.add(peer);
        if (member.uniqueAddress().equals(cluster.selfMember().uniqueAddress())) {
          self = peer;
        }
      }
    }
    if (self != null && !now.equals(told)) {
      told = List.copyOf(now);
      owner.onMembers(self, told);
    }
    return this;
  }

  private Peer peer(Member member, boolean reachable) {
    String name = role(member, "node:");
    String address = address(member.address());
    String zone = role(member, "zone:");
    Set<String> tags =
        member.getRoles().stream()
            .filter(role -> role.startsWith("tag:"))
            .map(role -> role.substring("tag:".length()))
            .collect(Collectors.toSet());
    return new Peer(
        Peer.voter(name, address, member.uniqueAddress().longUid()),
        name,
        address,
        tags,
        zone.isEmpty() ? null : zone,
        ACTIVE.contains(member.status()),
        reachable);
  }

  private static String role(Member member, String prefix) {
    return member.getRoles().stream()
        .filter(role -> role.startsWith(prefix))
        .map(role -> role.substring(prefix.length()))
        .findFirst()
        .orElse("");
  }

  // ---- looking for a fleet

  private Behavior<Command> onSeek() {
    seek++;
    boolean member = joined();
    if (!member || seek % SEEKS_OF_A_MEMBER == 0) {
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  this::resolved,
                  getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
              (addresses, failure) -> new Seeds(addresses == null ? Set.of() : addresses));
    }
    return this;
  }

  /** The seeds' addresses; a name stands for all that it has. Blocks. */
  private Set<String> resolved() {
    Set<String> addresses = new TreeSet<>(Addresses.ORDER);
    for (String seed : seeds) {
      String host = Addresses.host(seed);
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      try {
        for (InetAddress found : InetAddress.getAllByName(bare)) {
          addresses.add(AddressText.of(new InetSocketAddress(found, Addresses.port(seed))));
        }
      } catch (UnknownHostException e) {
        getContext().getSystem().log().warn("seed node {} can't be resolved", seed, e);
      }
    }
    return addresses;
  }

  private Behavior<Command> onSeeds(Seeds found) {
    String self = address();
    if (joined()) {
      List<String> members = members();
      found.addresses().stream()
          .filter(seed -> !members.contains(seed))
          .forEach(seed -> link(seed).tell(new FleetMessage.Hello(node, self)));
      return this;
    }
    found.addresses().stream()
        .filter(seed -> !seed.equals(self))
        .forEach(seed -> link(seed).tell(new FleetMessage.Hello(node, self)));
    answers.values().removeIf(answer -> seek - answer.seek() > PATIENCE);
    if (seek - joiningSince < PATIENCE) {
      return this;
    }
    Map<String, List<String>> fleets = new HashMap<>();
    answers.forEach((address, answer) -> fleets.put(address, answer.members()));
    Seeking.Step next = Seeking.next(self, found.addresses(), fleets);
    if (next instanceof Seeking.Join join) {
      join(
          new Address(
              "pekko",
              "poolwatch-fleet",
              Addresses.host(join.address()),
              Addresses.port(join.address())));
    } else if (next instanceof Seeking.Found) {
      join(cluster.selfMember().address());
    }
    return this;
  }

  private void join(Address address) {
    joiningSince = seek;
    cluster.manager().tell(Join.create(address));
  }

  private List<String> members() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> PRESENT.contains(member.status()))
        .map(member -> address(member.address()))
        .toList();
  }

  private Behavior<Command> onHello(FleetMessage.Hello hello) {
    List<String> members = joined() ? members() : List.of();
    link(hello.address()).tell(new FleetMessage.Welcome(node, address(), members));
    return this;
  }

  private Behavior<Command> onWelcome(FleetMessage.Welcome welcome) {
    if (!joined()) {
      answers.put(welcome.address(), new Answer(welcome.members(), seek));
      return this;
    }
    List<String> own = members();
    boolean other = !welcome.members().isEmpty() && !welcome.members().contains(address());
    if (other && Seeking.yields(own, welcome.members())) {
      getContext()
          .getSystem()
          .log()
          .warn("a fleet of {} nodes is at {}", welcome.members().size(), welcome.address());
      return Behaviors.stopped();
    }
    return this;
  }
}
