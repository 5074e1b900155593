package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import io.poolwatch.pool.StateFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet of a node that is one of several. What it knows lasts as long as the process; the
 * fleet's actor system is made anew whenever it ends.
 */
public final class ClusteredFleet implements Fleet, AutoCloseable {
  /** Where the fleet's actor runs: a dispatcher's path in the settings of the local system. */
  public static final String DISPATCHER = "poolwatch.fleet-dispatcher";

  private static final Logger LOG = LoggerFactory.getLogger(ClusteredFleet.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  /**
   * How a node takes part.
   *
   * @param node its name
   * @param tags what vantages may ask for
   * @param zone its failure zone; null for none
   * @param seeds where other nodes may be: {@code HOST:PORT}
   * @param rule how votes become verdicts
   * @param holds whether a side of a cut that is not quorate tells nothing of its own
   * @param system settings of the fleet's actor system, anew for each start
   */
  public record Settings(
      String node,
      Set<String> tags,
      @Nullable String zone,
      List<String> seeds,
      VerdictRule rule,
      boolean holds,
      Supplier<ActorSystemSetup> system) {}

  private final Settings settings;
  private final ActorRef<FleetCommand> actor;
  private final Speakers speakers;
  private final FleetViews views;

  /** Starts actor systems, one after the other: that blocks for a while. */
  private final ScheduledExecutorService opener =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "poolwatch-fleet-opener");
            thread.setDaemon(true);
            return thread;
          });

  /** Outlast the fleet's actor system: who was put out knows how many there were. */
  private final Seeds seeds;

  private @Nullable FleetSystem system;
  private boolean closed;

  /** A fleet without an actor system of its own. */
  ClusteredFleet(
      Settings settings, ActorRef<FleetCommand> actor, Speakers speakers, FleetViews views) {
    this.settings = settings;
    this.actor = actor;
    this.speakers = speakers;
    this.views = views;
    this.seeds = new Seeds(settings.seeds());
  }

  /**
   * A fleet whose actor system is not started yet: until {@link #open()} this node is alone.
   *
   * @param local the actor system in which this node's part lives
   * @param log where events go
   * @param load how this node's probes get on
   * @param file where admin states are kept; null for nowhere
   */
  public static ClusteredFleet create(
      ActorSystem<?> local,
      Settings settings,
      EventLog log,
      Supplier<Load> load,
      @Nullable StateFile file) {
    Speakers speakers = new Speakers();
    FleetViews views = new FleetViews(settings.node());
    Peer alone =
        new Peer(
            settings.node() + "@",
            settings.node(),
            "",
            settings.tags(),
            settings.zone(),
            true,
            true);
    FleetActor.Settings inner =
        new FleetActor.Settings(
            alone,
            settings.rule(),
            settings.holds(),
            log,
            System::nanoTime,
            System::currentTimeMillis,
            load,
            file);
    ActorRef<FleetCommand> actor =
        local.systemActorOf(
            FleetActor.create(inner, speakers, views),
            "fleet",
            DispatcherSelector.fromConfig(DISPATCHER));
    endWith(actor, local);
    return new ClusteredFleet(settings, actor, speakers, views);
  }

  /** Nobody could replace the fleet's actor: without it the local system ends. */
  static void endWith(ActorRef<FleetCommand> actor, ActorSystem<?> local) {
    Behavior<Void> watcher =
        Behaviors.setup(
            context -> {
              context.watch(actor);
              return Behaviors.receive(Void.class)
                  .onSignal(
                      Terminated.class,
                      ended -> {
                        LOG.error("{} has ended: so does this process", ended.getRef());
                        local.terminate();
                        return Behaviors.stopped();
                      })
                  .build();
            });
    var unused = local.systemActorOf(watcher, "fleet-watcher", Props.empty());
  }

  /**
   * Starts the fleet's actor system and looks for the fleet. Blocks until its port is open.
   *
   * @return where it listens: {@code HOST:PORT}
   * @throws IOException if the port can't be opened
   */
  public synchronized String open() throws IOException {
    FleetSystem opened;
    try {
      opened = FleetSystem.start(settings.system().get(), settings.node(), seeds, owner());
    } catch (RuntimeException e) {
      // Whatever keeps it from starting, Pekko throws it as it likes.
      throw new IOException("the port for other nodes can't be opened: " + e.getMessage(), e);
    }
    system = opened;
    actor.tell(new FleetCommand.Opened(opened));
    opened.ended().thenRun(this::ended);
    return opened.address();
  }

  private LinkActor.Owner owner() {
    return new LinkActor.Owner() {
      @Override
      public void onMembers(Peer self, List<Peer> all) {
        actor.tell(new FleetCommand.Members(self, all));
      }

      @Override
      public void onMessage(FleetMessage message) {
        actor.tell(new FleetCommand.Heard(message));
      }

      @Override
      public void onStored(String voter, List<WireVote> votes) {
        actor.tell(new FleetCommand.Stored(voter, votes));
      }
    };
  }

  private synchronized void ended() {
    if (!closed) {
      actor.tell(new FleetCommand.Lost("the fleet's actor system has ended"));
      opener.execute(this::reopen);
    }
  }

  private synchronized void reopen() {
    if (!closed) {
      try {
        open();
      } catch (IOException e) {
        LOG.warn("the fleet's actor system can't be started; next attempt in {}", RETRY, e);
        var unused = opener.schedule(this::reopen, RETRY.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void configure(Map<ServerId, Profile> servers) {
    actor.tell(new FleetCommand.Configure(Map.copyOf(servers)));
  }

  @Override
  public void join(String pool, Listener listener) {
    actor.tell(new FleetCommand.Listen(pool, listener));
  }

  @Override
  public void leave(String pool) {
    actor.tell(new FleetCommand.Unlisten(pool));
  }

  @Override
  public void cast(
      ServerId server, String specHash, Vote.Choice choice, @Nullable CheckResult evidence) {
    actor.tell(new FleetCommand.Cast(server, specHash, choice, evidence));
  }

  @Override
  public void moved(ServerId server, String specHash, Movement movement) {
    actor.tell(new FleetCommand.Moved(server, specHash, movement));
  }

  @Override
  public CompletionStage<Optional<String>> administer(AdminWish wish) {
    CompletableFuture<Optional<String>> reply = new CompletableFuture<>();
    actor.tell(new FleetCommand.Administer(wish, reply));
    return reply;
  }

  @Override
  public void withdraw(ServerId server) {
    actor.tell(new FleetCommand.Withdraw(server));
  }

  @Override
  public boolean speaksFor(ServerId server) {
    return speakers.contains(server);
  }

  /** How the fleet looks from this node; drawn once a second. */
  public FleetView view() {
    return views.latest();
  }

  /** Leaves the fleet. Returns at once; {@link #left()} says when that is done. */
  @Override
  public synchronized void close() {
    closed = true;
    opener.shutdown();
    if (system != null) {
      system.close();
    }
  }

  /** Done when this node has left the fleet. */
  public synchronized CompletionStage<Void> left() {
    return system == null ? CompletableFuture.completedFuture(null) : system.ended();
  }
}
