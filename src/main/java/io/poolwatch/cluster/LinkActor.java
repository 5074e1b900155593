package io.poolwatch.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  /** What each seed has been resolved to. */
  private record Resolved(Map<String, Set<String>> seeds) implements Command {}

  private enum Tick implements Command {
    LOOK,
    SEEK,
    DECIDE
  }

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration SEEK = Duration.ofSeconds(1);

  /** How often a fleet that lacks a seed asks it, in seeks. */
  private static final int SEEKS_OF_A_MEMBER = 10;

  /** Who is asked has so long to answer: what it says is about now. */
  private static final Duration ANSWER = Duration.ofMillis(500);

  /** How long joining may take, in seeks. */
  private static final int PATIENCE = 5;

  /** How often in a row most seeds must have answered before a fleet is founded. */
  private static final int SURE = 2;

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

  private final String node;
  private final List<String> seeds;
  private final Owner owner;
  private final Cluster cluster;
  private final ActorRefResolver resolver;
  private final TimerScheduler<Command> timers;
  private final Map<String, ActorRef<Command>> links = new HashMap<>();
  private final Seeds known = new Seeds();

  /** Who has answered this seek, with the members of its fleet. */
  private final Map<String, List<String>> answers = new HashMap<>();

  private Seeds.Found found = new Seeds.Found(Set.of(), 1);
  private boolean resolving;
  private int founding;
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
    this.timers = timers;
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
    timers.startTimerWithFixedDelay(Tick.LOOK, LOOK);
    timers.startTimerWithFixedDelay(Tick.SEEK, Duration.ZERO, SEEK);
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
        .onMessage(Resolved.class, this::onResolved)
        .onMessageEquals(Tick.LOOK, this::onLook)
        .onMessageEquals(Tick.SEEK, this::onSeek)
        .onMessageEquals(Tick.DECIDE, this::onDecide)
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
    tell(send.address(), send.message());
    return this;
  }

  private void tell(String address, FleetMessage message) {
    try {
      link(address).tell(message);
    } catch (IllegalArgumentException e) {
      getContext().getLog().warn("{} is no address of a node", address, e);
    }
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
    if (resolving) {
      return this;
    }
    seek++;
    if (!joined() || seek % SEEKS_OF_A_MEMBER == 0) {
      resolving = true;
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> Seeds.resolve(seeds),
                  getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
              (resolved, failure) -> new Resolved(resolved == null ? Map.of() : resolved));
    }
    return this;
  }

  private Behavior<Command> onResolved(Resolved resolved) {
    resolving = false;
    found = known.found(resolved.seeds());
    answers.clear();
    String self = address();
    List<String> members = joined() ? members() : List.of(self);
    found.addresses().stream()
        .filter(seed -> !members.contains(seed))
        .forEach(seed -> tell(seed, new FleetMessage.Hello(node, self)));
    timers.startSingleTimer(Tick.DECIDE, ANSWER);
    return this;
  }

  private Behavior<Command> onDecide() {
    if (joined() || seek - joiningSince < PATIENCE) {
      founding = 0;
      return this;
    }
    Seeking.Step next = Seeking.next(address(), found, answers);
    founding = next instanceof Seeking.Found ? founding + 1 : 0;
    if (next instanceof Seeking.Join join) {
      join(
          new Address(
              "pekko",
              "poolwatch-fleet",
              Addresses.host(join.address()),
              Addresses.port(join.address())));
    } else if (founding >= SURE) {
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
    tell(hello.address(), new FleetMessage.Welcome(node, address(), members));
    return this;
  }

  private Behavior<Command> onWelcome(FleetMessage.Welcome welcome) {
    if (!joined()) {
      answers.put(welcome.address(), welcome.members());
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
