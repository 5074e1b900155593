package io.poolwatch.cluster;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.NodeEvents;
import io.poolwatch.event.PrintableText;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminWish;
import io.poolwatch.pool.AdminBook;
import io.poolwatch.pool.StateFile;
import java.util.ArrayList;
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
    final AdminRegister entry;
    final CompletableFuture<Optional<String>> reply;
    final int needed;
    final Set<String> keepers = new HashSet<>();

    Pending(AdminRegister entry, CompletableFuture<Optional<String>> reply, int needed) {
      this.entry = entry;
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
              AdminRegister::content);
      digest = known;
    }
    return known;
  }

  /**
   * An operator wants something.
   *
   * @param reachable how many nodes are reachable, this one among them
   * @return the entry, and the number under which others answer
   */
  FleetMessage.Administer want(
      FleetCommand.Administer asked, long wallMillis, String self, int reachable) {
    AdminWish wish = asked.wish();
    AdminWish wellFormed =
        new AdminWish(
            wish.server(),
            wish.state(),
            wish.over(),
            PrintableText.wellFormed(wish.reason()),
            PrintableText.wellFormed(wish.author()));
    AdminRegister entry = book.next(wellFormed, node, wallMillis);
    requests++;
    take(entry);
    pending.put(requests, new Pending(entry, asked.reply(), reachable / 2 + 1));
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

  /** What holds here in place of these, set by somebody who did not know of them. */
  List<FleetMessage.Wanted> instead(List<FleetMessage.Wanted> entries) {
    List<FleetMessage.Wanted> instead = new ArrayList<>();
    for (FleetMessage.Wanted entry : entries) {
      AdminRegister register = entry.register();
      if (register == null) {
        continue;
      }
      AdminRegister holds = book.of(register.server());
      boolean known = register.equals(holds);
      if (holds != null && !known && !holds.after().contains(register.version())) {
        instead.add(FleetMessage.Wanted.of(holds));
      }
    }
    return instead;
  }

  private boolean take(AdminRegister entry) {
    AdminBook.Outcome outcome = book.put(entry);
    if (outcome.news()) {
      digest = null;
      refuseBut(entry);
      applied.accept(entry);
    }
    AdminRegister loser = outcome.loser();
    if (loser != null) {
      log.emit(NodeEvents.adminSuperseded(ACTOR, loser));
    }
    return outcome.news();
  }

  /** Who waits to hear that something holds is told that something else does. */
  private void refuseBut(AdminRegister holds) {
    pending
        .values()
        .removeIf(
            waiting -> {
              AdminRegister entry = waiting.entry;
              boolean lost =
                  entry.server().equals(holds.server()) && !holds.after().contains(entry.version());
              if (lost) {
                waiting.reply.complete(Optional.of(heldInstead(holds)));
              }
              return lost;
            });
  }

  private static String heldInstead(AdminRegister holds) {
    return "%s holds instead, which %s set at %s without knowledge of it; set it again"
        .formatted(holds.state(), holds.author(), holds.node());
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
