package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.NodeEvents;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.pool.AdminBook;
import io.poolwatch.pool.StateFile;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the admin states of all nodes, on the disk and on the others: what an operator wants is
 * confirmed when it is on this disk, and on those of a majority of the nodes that are reachable.
 * Used by one thread.
 */
final class AdminDesk {
  private static final String ACTOR = "/fleet";

  /** A wish that is not confirmed yet. */
  private static final class Pending {
    final CompletableFuture<Optional<String>> reply;
    final int needed;
    final Set<String> keepers = new HashSet<>();

    Pending(CompletableFuture<Optional<String>> reply, int needed) {
      this.reply = reply;
      this.needed = needed;
    }
  }

  private final String node;
  private final EventLog log;
  private final @Nullable StateFile file;
  private final Consumer<AdminRegister> applied;
  private final AdminBook book = new AdminBook();
  private final Map<Long, Pending> pending = new HashMap<>();
  private long requests;
  private @Nullable String digest;

  /**
   * A desk that begins with what is on the disk.
   *
   * @param node this node's name
   * @param file where admin states are kept; null for nowhere
   * @param applied told each one that holds from now on
   */
  AdminDesk(String node, EventLog log, @Nullable StateFile file, Consumer<AdminRegister> applied) {
    this.node = node;
    this.log = log;
    this.file = file;
    this.applied = applied;
    if (file != null) {
      book.restore(file.read(log));
    }
  }

  /** All that was wanted. */
  Collection<AdminRegister> all() {
    return book.all();
  }

  /** Digest of all that was wanted. */
  String digest() {
    String known = digest;
    if (known == null) {
      known =
          Digests.of(
              book.all().stream().collect(Collectors.toMap(AdminRegister::server, r -> r)),
              AdminRegister::version);
      digest = known;
    }
    return known;
  }

  /**
   * An operator wants something.
   *
   * @param reachable how many nodes are reachable, this one among them
   * @param reply told what is wrong; empty once it is confirmed
   * @return the entry, and the number under which others answer
   */
  FleetMessage.Administer want(
      ServerId server,
      AdminState state,
      String reason,
      String author,
      long wallMillis,
      String self,
      int reachable,
      CompletableFuture<Optional<String>> reply) {
    AdminRegister entry = book.next(server, state, reason, author, node, wallMillis);
    requests++;
    pending.put(requests, new Pending(reply, reachable / 2 + 1));
    take(entry);
    return new FleetMessage.Administer(self, requests, List.of(FleetMessage.Wanted.of(entry)));
  }

  /** Others want something, or tell what was wanted; returns whether any of it is news. */
  boolean learn(List<FleetMessage.Wanted> entries) {
    boolean news = false;
    for (FleetMessage.Wanted entry : entries) {
      AdminRegister register = entry.register();
      news |= register != null && take(register);
    }
    return news;
  }

  private boolean take(AdminRegister entry) {
    AdminBook.Outcome outcome = book.put(entry);
    if (outcome.news()) {
      digest = null;
      applied.accept(entry);
    }
    AdminRegister loser = outcome.loser();
    if (loser != null) {
      log.emit(NodeEvents.adminSuperseded(ACTOR, loser));
    }
    return outcome.news();
  }

  /** Keeps it all; done when it is on the disk. */
  CompletableFuture<Void> keep() {
    return file == null ? CompletableFuture.completedFuture(null) : file.write(book.all());
  }

  /** A node has kept what was wanted under that number. */
  void kept(long request, String voter) {
    Pending waiting = pending.get(request);
    if (waiting != null) {
      waiting.keepers.add(voter);
      if (waiting.keepers.size() >= waiting.needed) {
        pending.remove(request);
        waiting.reply.complete(Optional.empty());
      }
    }
  }

  /** It could not be kept here. */
  void failed(long request, String problem) {
    Pending waiting = pending.remove(request);
    if (waiting != null) {
      waiting.reply.complete(Optional.of("it could not be kept on the disk: " + problem));
    }
  }

  /** Too few have answered in time. */
  void expired(long request) {
    Pending waiting = pending.remove(request);
    if (waiting != null) {
      waiting.reply.complete(
          Optional.of(
              "it holds here, but only "
                  + waiting.keepers.size()
                  + " of the "
                  + waiting.needed
                  + " nodes that it takes have confirmed it"));
    }
  }
}
