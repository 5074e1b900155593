package io.poolwatch.cluster;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Duty;
import io.poolwatch.model.Fleet;
import io.poolwatch.model.Movement;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Turn;
import io.poolwatch.model.Vote;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All servers with their vantages and votes: says what this node has to do for each. Used by one
 * thread.
 */
final class Ballots {
  private final Outbox outbox;
  private final Verdicts verdicts;
  private final Map<ServerId, Ballot> ballots = new HashMap<>();
  private final VoteBook book = new VoteBook();
  private final Suspicions suspicions = new Suspicions();
  private final Doubts doubts = new Doubts();

  /** Of how many servers this node is a vantage. */
  private int served;

  private long seq;

  /**
   * No servers yet.
   *
   * @param outbox gathers what others are to be told
   * @param verdicts tells what follows
   */
  Ballots(Outbox outbox, Verdicts verdicts) {
    this.outbox = outbox;
    this.verdicts = verdicts;
  }

  /** From now on these are the servers; one whose profile has changed begins anew. */
  void configure(Map<ServerId, Fleet.Profile> servers, Scene scene) {
    for (Ballot ballot : List.copyOf(ballots.values())) {
      ServerId server = ballot.subject.server();
      if (!ballot.profile.equals(servers.get(server))) {
        giveUp(ballot, scene);
        ballots.remove(server);
        doubts.forget(ballot);
        verdicts.forget(ballot);
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
    verdicts.listen(pool, listener);
    ballots.values().stream()
        .filter(ballot -> ballot.subject.server().pool().equals(pool))
        .forEach(verdicts::tellAll);
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
      verdicts.evaluate(ballot, book, scene);
    }
  }

  private void cast(
      Ballot ballot, Vote.Choice choice, @Nullable CheckResult evidence, Scene scene) {
    if (ballot.says(scene.voter(), choice, evidence)) {
      return;
    }
    seq++;
    Vote vote = new Vote(scene.voter(), seq, choice, evidence);
    ballot.own = vote;
    book.put(ballot.subject, vote);
    if (scene.member()) {
      outbox.vote(WireVote.of(ballot.subject, vote));
    }
    doubts.note(ballot);
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
        outbox.withdraw(WireVote.withdrawn(ballot.subject, seq));
      }
      ballot.own = null;
    }
    ballot.away = false;
    doubts.note(ballot);
  }

  /** Votes of another node have come, by whatever way; those that are known change nothing. */
  void hear(String voter, List<WireVote> votes, Scene scene) {
    for (WireVote cast : votes) {
      VoteBook.Subject subject = cast.subject();
      if (book.isNews(subject.server(), voter, cast.seq())) {
        Ballot ballot = ballots.get(subject.server());
        if (ballot != null && ballot.subject.equals(subject)) {
          // The one text in place of as many as there are votes.
          subject = ballot.subject;
        }
        book.put(subject, cast.vote(voter));
        if (ballot != null) {
          verdicts.evaluate(ballot, book, scene);
        }
      }
    }
  }

  /** This node's own votes, as others are told them. */
  List<WireVote> ownVotes() {
    return ballots.values().stream()
        .filter(ballot -> ballot.own != null && ballot.turn != null)
        .map(ballot -> WireVote.of(ballot.subject, Objects.requireNonNull(ballot.own)))
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
    doubts.note(ballot);
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
      verdicts.listener(subject.server()).onSuspicion(subject.server());
    }
  }

  /** Whether this node had better doubt itself; an event says so when that changes. */
  boolean doubtful(Scene scene, FleetEvents events) {
    return doubts.look(verdicts.calledWell(book, scene), served, events);
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
      verdicts.evaluate(ballot, book, scene);
    }
  }

  /** Who is there, or knows what, has changed: the vantages of all servers follow from that. */
  void reassign(Scene scene) {
    served = 0;
    for (Ballot ballot : ballots.values()) {
      assign(ballot, scene);
      verdicts.evaluate(ballot, book, scene);
      served += ballot.turn == null ? 0 : 1;
    }
  }

  /** Verdicts that have waited for votes long enough are told. */
  void settle(Scene scene) {
    verdicts.ripe(scene.nowNanos()).forEach(ballot -> verdicts.evaluate(ballot, book, scene));
  }

  /** Whose votes count has changed. */
  void evaluate(Scene scene) {
    ballots.values().forEach(ballot -> verdicts.evaluate(ballot, book, scene));
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
    verdicts.tellDuty(ballot);
  }

  /**
   * The first vote of a vantage that is new is the verdict as it stands. Who has probed the server
   * on its own, and falls back to that or finds no verdict, goes on from what it saw.
   */
  private Duty.@Nullable Standing begin(Ballot ballot, boolean served, Scene scene) {
    Vote own = ballot.own;
    Duty.Standing standing =
        served && !scene.member() ? null : verdicts.standing(ballot, book, scene);
    if (standing != null) {
      cast(ballot, Vote.Choice.of(standing.state()), standing.evidence(), scene);
    } else if (own != null) {
      cast(ballot, own.choice(), own.evidence(), scene);
    }
    return standing;
  }
}
