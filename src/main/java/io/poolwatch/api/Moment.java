package io.poolwatch.api;

import io.poolwatch.event.ResultLine;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolMemory;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks at how all stands at this moment.
 *
 * @param service what is looked at
 * @param histories what happened to the servers
 * @param feed knows the last event; the board shows what it tells of
 * @param start when this process began, milliseconds since the epoch
 * @param alone whether there is no other node
 * @param clock the wall clock
 * @param nanos {@code System.nanoTime()}
 */
record Moment(
    ApiService service,
    HistoryBook histories,
    EventFeed feed,
    long start,
    boolean alone,
    InstantSource clock,
    LongSupplier nanos) {

  Board board() {
    return service.board();
  }

  String node() {
    return service.fleet().node();
  }

  boolean quorate() {
    return service.fleet().quorate();
  }

  /** What a page begins with that is made now. */
  Views.Head head() {
    Instant now = clock.instant();
    return new Views.Head(node(), start, feed.last(), ResultLine.time(now));
  }

  ServerViews views() {
    return new ServerViews(node(), clock.instant(), nanos.getAsLong());
  }

  /** All servers as they stand now. */
  List<Standing> servers() {
    return board().servers().map(this::standing).toList();
  }

  /** Those of one pool. */
  List<Standing> servers(Collection<PoolMemory.Entry> entries) {
    List<Standing> standings = new ArrayList<>(entries.size());
    entries.forEach(entry -> standings.add(standing(entry)));
    return standings;
  }

  Standing standing(PoolMemory.Entry entry) {
    return Standing.of(entry, alone, histories);
  }
}
