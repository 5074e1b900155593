package io.poolwatch.api;

import io.poolwatch.api.Guard.Access;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** What can be asked of events. */
final class EventRoutes {
  private final Moment moment;
  private final EventStreams streams;
  private final PoolRoutes pools;
  private final Guard guard;

  /**
   * Routes that tell events.
   *
   * @param pools shows how all stands
   * @param guard says who may still follow when his stream begins
   */
  EventRoutes(Moment moment, EventStreams streams, PoolRoutes pools, Guard guard) {
    this.moment = moment;
    this.streams = streams;
    this.pools = pools;
    this.guard = guard;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/api/v1/events", Access.READ, TimelineQuery.PARAMETERS, this::events),
        new Route("GET", "/api/v1/events/stream", Access.READ, Set.of(), this::stream));
  }

  private CompletionStage<Reply> events(Call call, Caller caller, List<String> names)
      throws Refused {
    TimelineQuery query = TimelineQuery.read(call.query());
    Timeline timeline = streams.timeline();
    Timeline.Found found = timeline.find(query);
    int size = found.entries().size();
    Long next = found.more() ? Long.valueOf(found.entries().get(size - 1).seq()) : null;
    String events = list(found.entries().stream().map(TimelineEntry::json).toList());
    return CompletableFuture.completedFuture(
        Reply.json(
            new Views.Events(
                moment.node(), moment.start(), timeline.first(), timeline.last(), next, events)));
  }

  private CompletionStage<Reply> stream(Call call, Caller caller, List<String> names)
      throws Refused {
    if (streams.full()) {
      throw new Refused(503, "no more streams may be open; poolwatch.api.connections bounds them");
    }
    String sent = call.header("last-event-id");
    EventId last = sent == null ? null : EventId.read(sent);
    return CompletableFuture.completedFuture(Reply.events(() -> follow(call, last)));
  }

  private Source<ByteString, NotUsed> follow(Call call, @Nullable EventId last) {
    BooleanSupplier allowed = () -> guard.admits(call, Access.READ);
    if (last != null && streams.keepsBehind(last)) {
      return streams.follow(call.peer(), allowed, Source.empty(), last.seq());
    }
    Snapshot.Version summary = pools.summary();
    long seq = summary.head().seq();
    String data = summary.plain().utf8String();
    return streams.follow(
        call.peer(),
        allowed,
        Source.single(Reply.bytes(streams.piece("snapshot", seq, data))),
        seq);
  }

  /** A list of JSON values as one. */
  static String list(List<String> values) {
    return values.stream().collect(Collectors.joining(",", "[", "]"));
  }
}
