package io.poolwatch.api;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.Events;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.QueueOfferResult;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Keeps the last events, and hands new ones to those who follow. Each of these has a bounded queue
 * of pieces, and the pieces themselves are shared; who does not read is dropped when his queue is
 * full. Safe for any thread; never blocks.
 */
final class EventStreams {
  /** Pieces that may wait for one client. */
  static final int WAITING = 64;

  private static final String ACTOR = "api";
  private static final ByteString KEEP_ALIVE = Reply.bytes(": keep-alive\n\n");

  private final Timeline timeline;
  private final EventId before;
  private final int most;
  private final EventLog log;
  private final Set<Client> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong dropped = new AtomicLong();

  /** One who follows; compared by identity, as two may come from one address. */
  private static final class Client {
    private final String peer;
    private final BoundedSourceQueue<ByteString> queue;
    private final UniqueKillSwitch end;

    Client(String peer, Pair<BoundedSourceQueue<ByteString>, UniqueKillSwitch> live) {
      this.peer = peer;
      this.queue = live.first();
      this.end = live.second();
    }
  }

  /**
   * Nobody yet.
   *
   * @param before the id before that of the first event
   * @param most how many may follow at once
   * @param log told when a client is dropped
   */
  EventStreams(Timeline timeline, EventId before, int most, EventLog log) {
    this.timeline = timeline;
    this.before = before;
    this.most = most;
    this.log = log;
  }

  /** The last events. */
  Timeline timeline() {
    return timeline;
  }

  /** How many follow. */
  int open() {
    return clients.size();
  }

  /** Whether no more may follow; those that are gone leave their places. */
  synchronized boolean full() {
    if (clients.size() >= most) {
      clients.removeIf(client -> client.queue.isCompleted());
    }
    return clients.size() >= most;
  }

  /** How many were dropped so far. */
  long dropped() {
    return dropped.get();
  }

  /**
   * Whether what comes behind an event is still kept.
   *
   * @param last the id that a client had last
   */
  boolean keepsBehind(EventId last) {
    return last.node().equals(before.node())
        && last.start() == before.start()
        && last.seq() >= timeline.first() - 1
        && last.seq() <= timeline.last();
  }

  /**
   * A stream for one client, who follows from when it runs; it may run once. If by then no more may
   * follow, or he may not any more, it ends at once.
   *
   * @param allowed whether he still may
   * @param first what it begins with
   * @param seq the number of the event behind which it goes on
   */
  Source<ByteString, NotUsed> follow(
      String peer, BooleanSupplier allowed, Source<ByteString, NotUsed> first, long seq) {
    CompletableFuture<List<TimelineEntry>> missed = new CompletableFuture<>();
    // Part of the response's own stream: a stage that ran beside it would cost each piece a hop.
    Source<ByteString, NotUsed> live =
        Source.<ByteString>queue(WAITING)
            .viaMat(KillSwitches.single(), Keep.both())
            .mapMaterializedValue(
                running -> {
                  missed.complete(join(new Client(peer, running), allowed, seq));
                  return NotUsed.getInstance();
                });
    return first
        .concat(
            Source.completionStage(missed)
                .mapConcat(entries -> entries)
                .map(entry -> Reply.bytes(piece(entry))))
        .concat(live);
  }

  /**
   * From here on a client gets all that is published; returns what came before that. Between the
   * question whether more may follow and this, others may have come, or a token may be revoked.
   */
  private synchronized List<TimelineEntry> join(Client client, BooleanSupplier allowed, long seq) {
    if (full() || !allowed.getAsBoolean()) {
      client.queue.complete();
      return List.of();
    }
    clients.add(client);
    return timeline.after(seq);
  }

  /** Keeps events and hands them to all who follow. */
  synchronized void publish(List<TimelineEntry> entries) {
    entries.forEach(timeline::add);
    if (!clients.isEmpty()) {
      StringBuilder text = new StringBuilder();
      entries.forEach(entry -> text.append(piece(entry)));
      offer(Reply.bytes(text.toString()));
    }
  }

  private String piece(TimelineEntry entry) {
    return piece(entry.kind(), entry.seq(), entry.json());
  }

  /**
   * One event in the form of a stream (HTML, 9.2.5).
   *
   * @param data one line
   */
  String piece(String kind, long seq, String data) {
    EventId id = new EventId(before.node(), before.start(), seq);
    return "event: " + kind + "\nid: " + id + "\ndata: " + data + "\n\n";
  }

  /** Shows all who follow that the connection lives. */
  void keepAlive() {
    offer(KEEP_ALIVE);
  }

  private void offer(ByteString piece) {
    clients.removeIf(client -> !took(client, piece));
  }

  /** Whether a client goes on. */
  private boolean took(Client client, ByteString piece) {
    QueueOfferResult result = client.queue.offer(piece);
    if (result == QueueOfferResult.dropped()) {
      // What waits for it is thrown away.
      client.end.shutdown();
      dropped.incrementAndGet();
      log.emit(Events.apiClientDropped(ACTOR, client.peer, WAITING));
    }
    return result == QueueOfferResult.enqueued();
  }

  /** Ends all streams that there are. */
  synchronized void close() {
    clients.forEach(client -> client.end.shutdown());
    clients.clear();
  }
}
