package io.poolwatch.cluster;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Terminated;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * The fleet's actor system of this process, from its start until it ends: when it is closed, when
 * the fleet has put this node out, or when it has met a larger fleet. Safe for any thread.
 */
final class FleetSystem implements Port {
  private static final String NAME = "poolwatch-fleet";

  private record Keep(StoreActor.Keep votes) implements LinkActor.Command {}

  private final ActorSystem<LinkActor.Command> system;

  private FleetSystem(ActorSystem<LinkActor.Command> system) {
    this.system = system;
  }

  /**
   * Starts one, which begins to look for the fleet.
   *
   * @throws RuntimeException if its port can't be opened
   */
  static FleetSystem start(
      ActorSystemSetup settings, String node, Seeds seeds, LinkActor.Owner owner) {
    return new FleetSystem(ActorSystem.create(root(node, seeds, owner), NAME, settings));
  }

  private static Behavior<LinkActor.Command> root(String node, Seeds seeds, LinkActor.Owner owner) {
    return Behaviors.setup(
        context -> {
          ActorRef<LinkActor.Command> link =
              context.spawn(LinkActor.create(node, seeds, owner), LinkActor.NAME);
          ActorRef<StoreActor.Command> store = context.spawn(StoreActor.create(owner), "store");
          context.watch(store);
          // Without them the system is of no use: it ends, and a new one takes its place.
          context.watch(link);
          return Behaviors.receive(LinkActor.Command.class)
              .onMessage(
                  Keep.class,
                  keep -> {
                    store.tell(keep.votes());
                    return Behaviors.same();
                  })
              .onAnyMessage(
                  message -> {
                    link.tell(message);
                    return Behaviors.same();
                  })
              .onSignal(Terminated.class, ended -> Behaviors.stopped())
              .build();
        });
  }

  /** Where it listens: {@code HOST:PORT}. */
  String address() {
    var address = Cluster.get(system).selfMember().address();
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }

  /** Done when it has ended and its port is free. */
  CompletionStage<Void> ended() {
    return system.getWhenTerminated().thenAccept(done -> {});
  }

  @Override
  public void send(String address, FleetMessage message) {
    system.tell(new LinkActor.Send(address, message));
  }

  @Override
  public void store(String voter, List<WireVote> votes) {
    system.tell(new Keep(new StoreActor.Keep(voter, votes)));
  }

  @Override
  public void close() {
    system.terminate();
  }
}
