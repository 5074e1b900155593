package io.poolwatch.cluster;

import io.poolwatch.cluster.VoteBucket.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.cluster.ddata.Key;
import org.apache.pekko.cluster.ddata.typed.javadsl.DistributedData;
import org.apache.pekko.cluster.ddata.typed.javadsl.Replicator;
import org.apache.pekko.cluster.ddata.typed.javadsl.ReplicatorMessageAdapter;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this node's votes in Distributed Data, and hands on what others keep there: for nodes that
 * join, and for what got lost on the straight way. A vote is in one of a fixed number of buckets,
 * chosen by its server, so that neither the keys nor a single value grow too many or too large.
 */
final class StoreActor extends AbstractBehavior<StoreActor.Command> {
  /**
   * At 100,000 servers with three votes each, some 18 votes are in one. Whole buckets are exchanged
   * where two nodes differ, and that costs the more the more votes there are in each.
   */
  private static final int BUCKETS = 16_384;

  /** What the actor can be told. */
  interface Command {}

  /** Keep these votes of this node. */
  record Keep(String voter, List<WireVote> votes) implements Command {}

  private record Changed(Replicator.SubscribeResponse<VoteBucket> response) implements Command {}

  private final UniqueAddress self;
  private final LinkActor.Owner owner;
  private final ActorRef<Replicator.Command> replicator;
  private final List<Key<VoteBucket>> keys = new ArrayList<>(BUCKETS);

  /** What was handed on already, by bucket. */
  private final Map<Key<VoteBucket>, VoteBucket> known = new HashMap<>();

  private StoreActor(
      ActorContext<Command> context,
      ReplicatorMessageAdapter<Command, VoteBucket> adapter,
      LinkActor.Owner owner) {
    super(context);
    DistributedData data = DistributedData.get(context.getSystem());
    this.self = data.selfUniqueAddress().uniqueAddress();
    this.replicator = data.replicator();
    this.owner = owner;
    for (int i = 0; i < BUCKETS; i++) {
      Key<VoteBucket> key = VoteBucket.key("votes-" + i);
      keys.add(key);
      adapter.subscribe(key, Changed::new);
    }
  }

  /** A store that hands on what it finds. */
  static Behavior<Command> create(LinkActor.Owner owner) {
    return Behaviors.setup(
        context ->
            DistributedData.withReplicatorMessageAdapter(
                (ReplicatorMessageAdapter<Command, VoteBucket> adapter) ->
                    new StoreActor(context, adapter, owner)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Keep.class, this::onKeep)
        .onMessage(Changed.class, this::onChanged)
        .build();
  }

  private Behavior<Command> onKeep(Keep keep) {
    Map<Key<VoteBucket>, SortedMap<String, Entry>> buckets = new HashMap<>();
    for (WireVote cast : keep.votes()) {
      String name = cast.pool() + "/" + cast.server();
      Key<VoteBucket> key = keys.get(bucket(name));
      try {
        Entry entry = new Entry(cast.seq(), payload(keep.voter(), cast));
        buckets.computeIfAbsent(key, any -> new TreeMap<>()).put(name, entry);
      } catch (UncheckedIOException e) {
        getContext().getLog().error("the vote on {} can't be kept", name, e);
      }
    }
    buckets.forEach(
        (key, said) ->
            replicator.tell(
                new Replicator.Update<>(
                    key,
                    VoteBucket.EMPTY,
                    Replicator.writeLocal(),
                    getContext().getSystem().ignoreRef(),
                    bucket -> bucket.with(self, said))));
    return this;
  }

  /** The number of the bucket in which votes on a server are. */
  static int bucket(String server) {
    return Math.floorMod(server.hashCode(), BUCKETS);
  }

  /** A vote as it is kept. */
  static ByteString payload(String voter, WireVote cast) {
    return ByteString.fromArrayUnsafe(
        FleetSerializer.write(new FleetMessage.Votes(voter, List.of(cast), false)));
  }

  private Behavior<Command> onChanged(Changed changed) {
    if (changed.response() instanceof Replicator.Changed<VoteBucket> told) {
      VoteBucket now = told.get(told.key());
      VoteBucket before = known.put(told.key(), now);
      now.votes()
          .forEach(
              (voter, entries) -> {
                if (!voter.equals(self)) {
                  tell(entries, before == null ? null : before.votes().get(voter));
                }
              });
    }
    return this;
  }

  /** Hands on the entries of one voter that were not there before. */
  private void tell(SortedMap<String, Entry> entries, @Nullable SortedMap<String, Entry> before) {
    List<WireVote> news = new ArrayList<>();
    String voter = "";
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      Entry old = before == null ? null : before.get(entry.getKey());
      if (old == null || old.seq() != entry.getValue().seq()) {
        FleetMessage.Votes vote = read(entry.getKey(), entry.getValue().payload());
        if (vote != null) {
          voter = vote.from();
          news.addAll(vote.votes());
        }
      }
    }
    if (!news.isEmpty()) {
      owner.onStored(voter, List.copyOf(news));
    }
  }

  /** The vote of an entry; null if it says nothing, or nothing that is known here. */
  private FleetMessage.@Nullable Votes read(String name, ByteString payload) {
    if (payload.isEmpty()) {
      return null;
    }
    try {
      return FleetSerializer.readVotes(payload.toArrayUnsafe());
    } catch (IOException e) {
      getContext().getLog().warn("a vote on {} is of an unknown form", name, e);
      return null;
    }
  }
}
