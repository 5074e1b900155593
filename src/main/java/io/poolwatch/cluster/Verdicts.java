package io.poolwatch.cluster;

import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the verdicts that follow from votes, and what else concerns servers, to those who listen.
 * Used by one thread.
 */
final class Verdicts {
  /**
   * While a vantage has no vote, which may be on its way, a verdict stays for that long at most.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final VerdictRule rule;
  private final boolean holds;
  private final Speakers speakers;
  private final Map<String, Fleet.Listener> listeners = new HashMap<>();

  /** Servers whose verdict waits for votes, and since when: the one that waits longest first. */
  private final Map<Ballot, Long> waiting = new LinkedHashMap<>();

  /** Servers with vantages that have no vote, of which it was waited for long enough. */
  private final Set<Ballot> waitedFor = new HashSet<>();

  /**
   * Nobody listens yet.
   *
   * @param holds whether a side that is not quorate tells nothing of its own
   * @param speakers told which servers this node speaks for
   */
  Verdicts(VerdictRule rule, boolean holds, Speakers speakers) {
    this.rule = rule;
    this.holds = holds;
    this.speakers = speakers;
  }

  /** Who wants to know what concerns a pool. */
  void listen(String pool, Fleet.Listener listener) {
    listeners.put(pool, listener);
  }

  void unlisten(String pool) {
    listeners.remove(pool);
  }

  /** Who is told what concerns a server's pool. */
  Fleet.Listener listener(ServerId server) {
    return listeners.getOrDefault(server.pool(), (any, verdict) -> {});
  }

  /** An operator wants something. */
  void wanted(AdminRegister entry) {
    listener(entry.server()).onAdministered(entry);
  }

  /** A server is known no more. */
  void forget(Ballot ballot) {
    waiting.remove(ballot);
    waitedFor.remove(ballot);
    speakers.remove(ballot.subject.server());
  }

  /** Tells what stands of a server to one who has not heard it yet. */
  void tellAll(Ballot ballot) {
    if (ballot.turn != null) {
      tellDuty(ballot);
    }
    if (ballot.told != null) {
      listener(ballot.subject.server()).onVerdict(ballot.subject.server(), ballot.told);
    }
  }

  /** Has this node's part in probing a server done; where a vantage begins is told once. */
  void tellDuty(Ballot ballot) {
    ServerId server = ballot.subject.server();
    Fleet.Listener listener = listeners.get(server.pool());
    if (listener != null) {
      listener.onDuty(server, new Duty(ballot.profile.specHash(), ballot.turn, ballot.standing));
      ballot.standing = null;
    }
  }

  /** How a server stands for this node as a new vantage; null if nothing is known. */
  Duty.@Nullable Standing standing(Ballot ballot, VoteBook book, Scene scene) {
    return ballot.standing(book, scene.heard(), rule, scene.voter());
  }

  /** Whether the other vantages of a server that have a say call it well. */
  Predicate<Ballot> calledWell(VoteBook book, Scene scene) {
    return ballot -> ballot.wellToOthers(book, scene.heard(), rule, scene.voter());
  }

  /** The servers whose verdict has waited for votes long enough. */
  List<Ballot> ripe(long nowNanos) {
    List<Ballot> ripe = new ArrayList<>();
    for (Map.Entry<Ballot, Long> each : waiting.entrySet()) {
      if (nowNanos - each.getValue() < PATIENCE.toNanos()) {
        break;
      }
      ripe.add(each.getKey());
    }
    return ripe;
  }

  /** What a server's votes or vantages say may have changed: tells it if the verdict does. */
  void evaluate(Ballot ballot, VoteBook book, Scene scene) {
    ServerId server = ballot.subject.server();
    speakers.put(server, scene.quorate() && speaks(ballot, scene));
    Verdict verdict = ballot.verdict(book, scene.heard(), rule, scene.quorate());
    Verdict told = ballot.told;
    if (told == null
        ? verdict.state() == OperationalState.UNKNOWN
        : waits(ballot, told, book, scene)) {
      return;
    }
    if (holds && !scene.quorate() && told != null) {
      verdict = new Verdict(told.state(), told.contested(), false, told.votes());
    }
    if (!verdict.equals(told)) {
      ballot.told = verdict;
      listener(server).onVerdict(server, verdict);
    }
  }

  /**
   * Whether a verdict waits for a vote: where a vantage has just taken a server over, its first
   * vote may come a moment after the news that it has.
   */
  private boolean waits(Ballot ballot, Verdict told, VoteBook book, Scene scene) {
    if (told.state() == OperationalState.UNKNOWN || ballot.complete(book, scene.heard())) {
      waiting.remove(ballot);
      waitedFor.remove(ballot);
      return false;
    }
    if (waitedFor.contains(ballot)) {
      return false;
    }
    Long since = waiting.putIfAbsent(ballot, scene.nowNanos());
    if (since == null || scene.nowNanos() - since < PATIENCE.toNanos()) {
      return true;
    }
    waiting.remove(ballot);
    waitedFor.add(ballot);
    return false;
  }

  /** Whether this node is the first of the server's vantages that are heard. */
  private static boolean speaks(Ballot ballot, Scene scene) {
    for (Peer vantage : ballot.vantages) {
      if (scene.heard().test(vantage)) {
        return scene.roster().isSelf(vantage);
      }
    }
    return false;
  }
}
