package io.poolwatch.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
    void onStored(String voter, List<WireVote> votes);
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

  /**
   * How long a fleet may take to take up who was let in, in seeks: seven seconds where some of its
   * members are not heard. It never does if the one that let it in died before it told the others.
   */
  private static final int TAKEN_UP = 20;

  /** How often in a row most seeds must have answered before a fleet is founded. */
  private static final int SURE = 2;

  private static final String SYSTEM = "pekko://poolwatch-fleet@";
  private final String node;
  private final Seeds seeds;
  private final Owner owner;
  private final Cluster cluster;
  private final Membership membership;
  private final ActorRefResolver resolver;
  private final TimerScheduler<Command> timers;
  private final Map<String, ActorRef<Command>> links = new HashMap<>();

  /** Who has answered this seek, with the members of its fleet. */
  private final Map<String, List<String>> answers = new HashMap<>();

  private Seeds.Found found = new Seeds.Found(Set.of(), 1);
  private boolean resolving;
  private int founding;
  private int stuck;
  private List<Peer> told = List.of();
  private long seek;
  private long joiningSince = -PATIENCE;

  private LinkActor(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String node,
      Seeds seeds,
      Owner owner) {
    super(context);
    this.timers = timers;
    this.node = node;
    this.seeds = seeds;
    this.owner = owner;
    this.cluster = Cluster.get(context.getSystem());
    this.membership = new Membership(cluster);
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
   * @param seeds where others may be; used by this actor alone as long as it lives
   */
  static Behavior<Command> create(String node, Seeds seeds, Owner owner) {
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
    if (!membership.joined()) {
      return this;
    }
    List<Peer> now = membership.peers();
    String voter = membership.voter();
    for (Peer peer : now) {
      if (peer.voter().equals(voter) && !now.equals(told)) {
        told = now;
        owner.onMembers(peer, now);
      }
    }
    return this;
  }

  // ---- looking for a fleet

  private Behavior<Command> onSeek() {
    if (resolving) {
      return this;
    }
    seek++;
    if (!membership.joined() || seek % SEEKS_OF_A_MEMBER == 0) {
      resolving = true;
      String self = membership.address();
      getContext()
          .pipeToSelf(
              CompletableFuture.supplyAsync(
                  () -> seeds.resolve(self),
                  getContext().getSystem().dispatchers().lookup(DispatcherSelector.blocking())),
              (resolved, failure) -> new Resolved(resolved == null ? Map.of() : resolved));
    }
    return this;
  }

  private Behavior<Command> onResolved(Resolved resolved) {
    resolving = false;
    boolean joined = membership.joined();
    found = seeds.found(resolved.seeds(), joined);
    answers.clear();
    String self = membership.address();
    List<String> members = joined ? membership.addresses() : List.of(self);
    found.addresses().stream()
        .filter(seed -> !members.contains(seed))
        .forEach(seed -> tell(seed, new FleetMessage.Hello(node, self)));
    timers.startSingleTimer(Tick.DECIDE, ANSWER);
    return this;
  }

  private Behavior<Command> onDecide() {
    stuck = membership.joining() ? stuck + 1 : 0;
    if (stuck > TAKEN_UP) {
      getContext().getLog().warn("let into a fleet that does not take this node up");
      return Behaviors.stopped();
    }
    if (membership.joined() || seek - joiningSince < PATIENCE) {
      founding = 0;
      return this;
    }
    Seeking.Step next = Seeking.next(membership.address(), found, answers);
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

  private Behavior<Command> onHello(FleetMessage.Hello hello) {
    List<String> members = membership.joined() ? membership.addresses() : List.of();
    tell(hello.address(), new FleetMessage.Welcome(node, membership.address(), members));
    return this;
  }

  private Behavior<Command> onWelcome(FleetMessage.Welcome welcome) {
    if (!membership.joined()) {
      answers.put(welcome.address(), welcome.members());
      return this;
    }
    List<String> own = membership.addresses();
    boolean other =
        !welcome.members().isEmpty() && !welcome.members().contains(membership.address());
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
