package io.poolwatch.cluster;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.model.Vote;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All servers with their vantages, votes and verdicts: says what this node has to do for each, and
 * tells the verdict that follows from the votes. Used by one thread.
 */
final class Ballots {

  /**
   * What follows from who is there.
   *
   * @param roster the nodes
   * @param voter the unique name under which this node votes
   * @param member whether this node takes part in a fleet, so that others are told its votes
   * @param quorate whether this side of a cut speaks for the fleet
   * @param heard whether a node's votes count
   * @param nowNanos the time, by a clock that only goes on
   */
  record Scene(
      Roster roster,
      String voter,
      boolean member,
      boolean quorate,
      Predicate<Peer> heard,
      long nowNanos) {}

  /** How many servers this node is a vantage of, and with how many it is alone in doubt. */
  record Doubts(int alone, int servers) {}

  /** While a vantage has no vote, which may be on its way, a verdict stays for that long at most. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final VerdictRule rule;
  private final boolean holds;
  private final Speakers speakers;
  private final Outbox outbox;
  private final Map<ServerId, Ballot> ballots = new HashMap<>();
  private final Map<String, Fleet.Listener> listeners = new HashMap<>();
  private final VoteBook book = new VoteBook();
  private final Suspicions suspicions = new Suspicions();

  /** Servers with vantages that have no vote, and since when. */
  private final Map<Ballot, Long> incomplete = new HashMap<>();

  /** Servers that this node suspects or calls down, and how many it is a vantage of. */
  private final Set<Ballot> bad = new HashSet<>();

  private int served;
  private long seq;

  /**
   * No servers yet.
   *
   * @param holds whether a side that is not quorate tells nothing of its own
   * @param speakers told which servers this node speaks for
   * @param outbox gathers what others are to be told
   */
  Ballots(VerdictRule rule, boolean holds, Speakers speakers, Outbox outbox) {
    this.rule = rule;
    this.holds = holds;
    this.speakers = speakers;
    this.outbox = outbox;
  }

  /** From now on these are the servers; one whose profile has changed begins anew. */
  void configure(Map<ServerId, Fleet.Profile> servers, Scene scene) {
    for (Ballot ballot : List.copyOf(ballots.values())) {
      ServerId server = ballot.subject.server();
      if (!ballot.profile.equals(servers.get(server))) {
        giveUp(ballot, scene);
        ballots.remove(server);
        incomplete.remove(ballot);
        bad.remove(ballot);
        speakers.remove(server);
      }
    }
    servers.forEach(
        (server, profile) -> ballots.computeIfAbsent(server, id -> new Ballot(id, profile)));
  }

  /** The vantages of each server. */
  Stream<List<Peer>> vantages() {
    return ballots.values().stream().map(ballot -> ballot.vantages);
  }

  /** The servers with the hashes of their configurations. */
  Map<ServerId, String> hashes() {
    Map<ServerId, String> hashes = new HashMap<>();
    ballots.values().forEach(b -> hashes.put(b.subject.server(), b.subject.hash()));
    return hashes;
  }

  /** Who wants to know what concerns a pool; is told what stands already. */
  void listen(String pool, Fleet.Listener listener) {
    listeners.put(pool, listener);
    for (Ballot ballot : ballots.values()) {
      ServerId server = ballot.subject.server();
      if (server.pool().equals(pool)) {
        if (ballot.turn != null) {
          tellDuty(ballot);
        }
        if (ballot.told != null) {
          listener.onVerdict(server, ballot.told);
        }
      }
    }
  }

  void unlisten(String pool) {
    listeners.remove(pool);
  }

  /** Who is told what concerns a server's pool. */
  Fleet.Listener listener(ServerId server) {
    return listeners.getOrDefault(server.pool(), (any, verdict) -> {});
  }

  // ---- votes

  /** This node votes on a server, if it is its vantage. */
  void cast(
      ServerId server,
      String specHash,
      Vote.Choice choice,
      @Nullable CheckResult evidence,
      Scene scene) {
    Ballot ballot = ballot(server, specHash);
    if (ballot != null && ballot.turn != null) {
      cast(ballot, choice, evidence, scene);
      evaluate(ballot, scene);
    }
  }

  private void cast(
      Ballot ballot, Vote.Choice choice, @Nullable CheckResult evidence, Scene scene) {
    Vote own = ballot.own;
    if (own != null
        && own.voter().equals(scene.voter())
        && own.choice() == choice
        && sameReason(choice, own.evidence(), evidence)) {
      return;
    }
    seq++;
    Vote vote = new Vote(scene.voter(), seq, choice, evidence);
    ballot.own = vote;
    book.put(ballot.subject, vote);
    if (scene.member()) {
      outbox.vote(FleetMessage.Cast.of(ballot.subject, vote));
    }
    note(ballot);
  }

  /** Takes note of whether this node is content with a server. */
  private void note(Ballot ballot) {
    if (ballot.bad()) {
      bad.add(ballot);
    } else {
      bad.remove(ballot);
    }
  }

  /** Why a server is well is no news; why it is not, is. */
  private static boolean sameReason(
      Vote.Choice choice, @Nullable CheckResult before, @Nullable CheckResult now) {
    return choice == Vote.Choice.UP
        || Objects.equals(before, now)
        || (before != null && now != null && now.sameVerdict(before));
  }

  /** This node does not vote on a server any more. */
  void withdraw(ServerId server, Scene scene) {
    Ballot ballot = ballots.get(server);
    if (ballot != null) {
      giveUp(ballot, scene);
    }
  }

  /** The others would count the vote again if this node became a vantage again later. */
  private void giveUp(Ballot ballot, Scene scene) {
    Vote own = ballot.own;
    if (own != null) {
      book.remove(ballot.subject.server(), own.voter());
      if (scene.member() && own.voter().equals(scene.voter())) {
        seq++;
        outbox.withdraw(FleetMessage.Cast.withdrawn(ballot.subject, seq));
      }
      ballot.own = null;
    }
    ballot.away = false;
    note(ballot);
  }

  /** Votes of another node have come, by whatever way; those that are known change nothing. */
  void hear(String voter, List<FleetMessage.Cast> votes, Scene scene) {
    for (FleetMessage.Cast cast : votes) {
      VoteBook.Subject subject = cast.subject();
      if (book.isNews(subject.server(), voter, cast.seq())) {
        Ballot ballot = ballots.get(subject.server());
        boolean same = ballot != null && ballot.subject.equals(subject);
        book.put(same ? ballot.subject : subject, cast.vote(voter));
        if (ballot != null) {
          evaluate(ballot, scene);
        }
      }
    }
  }

  /** This node's own votes, as others are told them. */
  List<FleetMessage.Cast> ownVotes() {
    return ballots.values().stream()
        .filter(ballot -> ballot.own != null && ballot.turn != null)
        .map(ballot -> FleetMessage.Cast.of(ballot.subject, Objects.requireNonNull(ballot.own)))
        .toList();
  }

  /** Forgets the votes of who is gone, and on servers that nobody knows, and old suspicions. */
  void sweep(Scene scene) {
    Roster roster = scene.roster();
    book.retain(roster.voters(), server -> ballots.containsKey(server) || roster.knows(server));
    suspicions.sweep(scene.nowNanos());
  }

  // ---- suspicions

  /** This node's counter of a server has moved: the other vantages shall look. */
  void moved(ServerId server, String specHash, Movement movement, Scene scene) {
    Ballot ballot = ballot(server, specHash);
    if (ballot == null || ballot.turn == null) {
      return;
    }
    ballot.away = movement == Movement.AWAY;
    note(ballot);
    if (movement != Movement.BACK && scene.member()) {
      Collection<String> others =
          ballot.vantages.stream()
              .filter(peer -> !scene.roster().isSelf(peer))
              .map(Peer::address)
              .toList();
      Vote own = ballot.own;
      outbox.suspect(
          others,
          new FleetMessage.Suspicion(
              server.pool(), server.server(), ballot.subject.hash(), own == null ? 0 : own.seq()));
    }
  }

  /** Another node saw a server move: it is looked at here, if both are its vantages. */
  void suspect(String voter, FleetMessage.Suspicion suspicion, long nowNanos) {
    VoteBook.Subject subject = suspicion.subject();
    Ballot ballot = ballot(subject);
    if (ballot != null
        && ballot.turn != null
        && ballot.vantages.stream().anyMatch(peer -> peer.voter().equals(voter))
        && suspicions.follow(subject, voter, suspicion.voteSeq(), nowNanos)) {
      listener(subject.server()).onSuspicion(subject.server());
    }
  }

  /** How alone this node is with what it suspects. */
  Doubts doubts(Scene scene) {
    long alone =
        bad.stream()
            .filter(ballot -> ballot.wellToOthers(book, scene.heard(), rule, scene.voter()))
            .count();
    return new Doubts(Math.toIntExact(alone), served);
  }

  private @Nullable Ballot ballot(ServerId server, String specHash) {
    Ballot ballot = ballots.get(server);
    return ballot != null && ballot.profile.specHash().equals(specHash) ? ballot : null;
  }

  private @Nullable Ballot ballot(VoteBook.Subject subject) {
    Ballot ballot = ballots.get(subject.server());
    return ballot != null && ballot.subject.equals(subject) ? ballot : null;
  }

  // ---- what follows

  /** Looks how all servers stand for the others, before this node takes part. */
  void survey(Scene scene) {
    for (Ballot ballot : ballots.values()) {
      ballot.vantages = vantages(ballot, scene);
      evaluate(ballot, scene);
    }
  }

  /** Who is there, or knows what, has changed: the vantages of all servers follow from that. */
  void reassign(Scene scene) {
    served = 0;
    for (Ballot ballot : ballots.values()) {
      assign(ballot, scene);
      evaluate(ballot, scene);
      served += ballot.turn == null ? 0 : 1;
    }
  }

  /** Whose votes count has changed. */
  void evaluate(Scene scene) {
    ballots.values().forEach(ballot -> evaluate(ballot, scene));
  }

  /** Verdicts that waited for votes may have waited long enough. */
  void settle(Scene scene) {
    List.copyOf(incomplete.keySet()).forEach(ballot -> evaluate(ballot, scene));
  }

  private static List<Peer> vantages(Ballot ballot, Scene scene) {
    VoteBook.Subject subject = ballot.subject;
    List<Peer> candidates = scene.roster().candidates(subject.server(), subject.hash());
    return Vantages.of(subject.server(), ballot.profile, candidates);
  }

  private void assign(Ballot ballot, Scene scene) {
    ballot.vantages = vantages(ballot, scene);
    int rank = ballot.vantages.indexOf(scene.roster().self());
    Turn turn = rank < 0 ? null : new Turn(rank, ballot.vantages.size());
    boolean anew = turn != null && !scene.voter().equals(ballot.assigned);
    if (!anew && Objects.equals(turn, ballot.turn)) {
      return;
    }
    boolean served = ballot.turn != null;
    ballot.turn = turn;
    ballot.assigned = turn == null ? null : scene.voter();
    if (turn == null) {
      ballot.standing = null;
      giveUp(ballot, scene);
    } else if (anew) {
      ballot.standing = begin(ballot, served, scene);
    }
    tellDuty(ballot);
  }

  /** Has this node's part in probing a server done; where a vantage begins is told once. */
  private void tellDuty(Ballot ballot) {
    ServerId server = ballot.subject.server();
    Fleet.Listener listener = listeners.get(server.pool());
    if (listener != null) {
      listener.onDuty(
          server, new Duty(ballot.profile.specHash(), ballot.turn, ballot.standing));
      ballot.standing = null;
    }
  }

  /**
   * The first vote of a vantage that is new is the verdict as it stands. Who has probed the server
   * on its own, and falls back to that or finds no verdict, goes on from what it saw.
   */
  private Duty.@Nullable Standing begin(Ballot ballot, boolean served, Scene scene) {
    Vote own = ballot.own;
    Duty.Standing standing =
        served && !scene.member()
            ? null
            : ballot.standing(book, scene.heard(), rule, scene.voter());
    if (standing != null) {
      cast(ballot, Vote.Choice.of(standing.state()), standing.evidence(), scene);
    } else if (own != null) {
      cast(ballot, own.choice(), own.evidence(), scene);
    }
    return standing;
  }

  private void evaluate(Ballot ballot, Scene scene) {
    ServerId server = ballot.subject.server();
    speakers.put(server, scene.quorate() && speaks(ballot, scene));
    Verdict verdict = ballot.verdict(book, scene.heard(), rule, scene.quorate());
    Verdict told = ballot.told;
    if (told == null
        ? verdict.state() == OperationalState.UNKNOWN
        : waits(ballot, told, scene)) {
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
  private boolean waits(Ballot ballot, Verdict told, Scene scene) {
    if (told.state() == OperationalState.UNKNOWN || ballot.complete(book, scene.heard())) {
      incomplete.remove(ballot);
      return false;
    }
    Long since = incomplete.putIfAbsent(ballot, scene.nowNanos());
    return since == null || scene.nowNanos() - since < PATIENCE.toNanos();
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
