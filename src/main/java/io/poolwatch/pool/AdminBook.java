package io.poolwatch.pool;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminWish;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators want of servers: of each server the entry of the highest version, whatever the
 * order in which they come. Used by one thread at a time.
 */
public final class AdminBook {
  private static final int REMEMBERED = 8;

  private final Map<ServerId, AdminRegister> entries = new TreeMap<>();

  /**
   * What became of an entry.
   *
   * @param news whether it holds now, and another one did before
   * @param loser of two that were set without knowledge of each other, the one that does not hold;
   *     null if there is no such pair
   */
  public record Outcome(boolean news, @Nullable AdminRegister loser) {}

  /** A new entry for a server, above all that was seen; not in the book yet. */
  public AdminRegister next(AdminWish wish, String node, long atMillis) {
    AdminRegister last = entries.get(wish.server());
    List<String> after = new ArrayList<>();
    if (last != null) {
      after.add(last.version());
      after.addAll(last.after());
    }
    return new AdminRegister(
        wish.server(),
        last == null ? 1 : last.counter() + 1,
        node,
        wish.state(),
        wish.over(),
        wish.reason(),
        wish.author(),
        atMillis,
        after.subList(0, Math.min(after.size(), REMEMBERED)));
  }

  /** Takes an entry in if it is above the one that is there. */
  public Outcome put(AdminRegister entry) {
    AdminRegister known = entries.get(entry.server());
    int above = known == null ? 1 : AdminRegister.ORDER.compare(entry, known);
    if (above > 0) {
      entries.put(entry.server(), entry);
    }
    AdminRegister winner = above > 0 ? entry : known;
    AdminRegister loser = above > 0 ? known : entry;
    boolean pair = above != 0 && loser != null && winner != null && !follows(winner, loser);
    return new Outcome(above > 0, pair ? loser : null);
  }

  /** Whether the winner was set by somebody who knew of the loser, as far as it remembers. */
  private static boolean follows(AdminRegister winner, AdminRegister loser) {
    return winner.after().contains(loser.version())
        || winner.counter() - loser.counter() > REMEMBERED;
  }

  /** The entry that holds for a server; null if nothing was ever wanted. */
  public @Nullable AdminRegister of(ServerId server) {
    return entries.get(server);
  }

  /** All entries, by server; a live view. */
  public Collection<AdminRegister> all() {
    return entries.values();
  }

  /** Takes in what was kept. */
  public void restore(Collection<AdminRegister> kept) {
    kept.forEach(this::put);
  }
}
