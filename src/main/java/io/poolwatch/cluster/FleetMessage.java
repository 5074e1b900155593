package io.poolwatch.cluster;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonFormat.Shape;
import io.poolwatch.model.AdminRegister;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What nodes tell each other. Each has its name and version on the wire (see {@link
 * FleetSerializer}): a field may be added at the end of a record, where older nodes don't miss it;
 * any other change is another version. What is missing or null where it must not be makes a message
 * unreadable: nobody has to look for that again.
 *
 * <p>{@code from} is the sender's voter: what comes from an incarnation that has gone is dropped.
 */
sealed interface FleetMessage extends LinkActor.Command {
  /** The sender. */
  String from();

  /**
   * Told to all each second: the sender is alive and at work.
   *
   * @param ready whether it has read the votes and takes part
   * @param config digest of the servers that it knows, with their hashes
   * @param admin digest of the admin states that it knows
   * @param wallMillis its wall clock, milliseconds since the epoch
   * @param due probes that were due in the last second
   * @param done probes that were done
   * @param overdue probes that wait
   * @param lagMicros 99th percentile of how late probes started in the last ten seconds
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Beacon(
      String from,
      boolean ready,
      String config,
      String admin,
      long wallMillis,
      long due,
      long done,
      long overdue,
      long lagMicros)
      implements FleetMessage {
    public Beacon {
      Objects.requireNonNull(from);
      Objects.requireNonNull(config);
      Objects.requireNonNull(admin);
    }
  }

  /**
   * The sender's own votes: those that changed, or all that it has, in several messages.
   *
   * @param last whether a request for all of them is answered with this
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Votes(String from, List<WireVote> votes, boolean last) implements FleetMessage {
    public Votes {
      Objects.requireNonNull(from);
      votes = List.copyOf(votes);
    }
  }

  /** Servers that the sender saw move. */
  @JsonFormat(shape = Shape.ARRAY)
  record Suspect(String from, List<Suspicion> servers) implements FleetMessage {
    public Suspect {
      Objects.requireNonNull(from);
      servers = List.copyOf(servers);
    }
  }

  /** Tell all your votes. */
  @JsonFormat(shape = Shape.ARRAY)
  record AskVotes(String from) implements FleetMessage {
    public AskVotes {
      Objects.requireNonNull(from);
    }
  }

  /** Tell which servers you know, with their hashes. */
  @JsonFormat(shape = Shape.ARRAY)
  record AskConfig(String from) implements FleetMessage {
    public AskConfig {
      Objects.requireNonNull(from);
    }
  }

  /**
   * Servers that the sender knows, in several messages.
   *
   * @param config the digest of all of them
   * @param first whether it is the first of these messages
   * @param last whether it is the last of them
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Config(String from, String config, List<Known> servers, boolean first, boolean last)
      implements FleetMessage {
    public Config {
      Objects.requireNonNull(from);
      Objects.requireNonNull(config);
      servers = List.copyOf(servers);
    }
  }

  /** Tell all admin states that were set. */
  @JsonFormat(shape = Shape.ARRAY)
  record AskAdmin(String from) implements FleetMessage {
    public AskAdmin {
      Objects.requireNonNull(from);
    }
  }

  /**
   * Admin states that were set, in several messages.
   *
   * @param request what the answer shall name; 0 if none is wanted
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Administer(String from, long request, List<Wanted> registers) implements FleetMessage {
    public Administer {
      Objects.requireNonNull(from);
      registers = List.copyOf(registers);
    }
  }

  /**
   * The admin states of a request are kept here from now on.
   *
   * @param asker the voter whose request it was; null from older nodes
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Administered(String from, long request, @Nullable String asker) implements FleetMessage {
    public Administered {
      Objects.requireNonNull(from);
    }
  }

  /**
   * Who are you with? Asked by one who looks for a fleet, or for another one.
   *
   * @param address where the sender is
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Hello(String from, String address) implements FleetMessage {
    public Hello {
      Objects.requireNonNull(from);
      Addresses.require(address);
    }
  }

  /**
   * The answer to {@link Hello}.
   *
   * @param address where the sender is
   * @param members the addresses of its fleet, its own among them; empty if it is in none
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Welcome(String from, String address, List<String> members) implements FleetMessage {
    public Welcome {
      Objects.requireNonNull(from);
      Addresses.require(address);
      members = List.copyOf(members);
      members.forEach(Addresses::require);
    }
  }

  /**
   * A suspicion on the wire.
   *
   * @param voteSeq number of the sender's vote that stands; 0 for none
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Suspicion(String pool, String server, String hash, long voteSeq) {
    public Suspicion {
      Objects.requireNonNull(pool);
      Objects.requireNonNull(server);
      Objects.requireNonNull(hash);
    }

    VoteBook.Subject subject() {
      return new VoteBook.Subject(new ServerId(pool, server), hash);
    }
  }

  /** A server on the wire. */
  @JsonFormat(shape = Shape.ARRAY)
  record Known(String pool, String server, String hash) {
    public Known {
      Objects.requireNonNull(pool);
      Objects.requireNonNull(server);
      Objects.requireNonNull(hash);
    }

    ServerId id() {
      return new ServerId(pool, server);
    }
  }

  /**
   * What an operator wanted of a server, on the wire; see {@link AdminRegister}.
   *
   * @param over null from older nodes
   */
  @JsonFormat(shape = Shape.ARRAY)
  record Wanted(
      String pool,
      String server,
      long counter,
      String node,
      @Nullable AdminState state,
      String reason,
      String author,
      long atMillis,
      List<String> after,
      @Nullable AdminState over) {
    public Wanted {
      Objects.requireNonNull(pool);
      Objects.requireNonNull(server);
      Objects.requireNonNull(node);
      Objects.requireNonNull(reason);
      Objects.requireNonNull(author);
      after = List.copyOf(after);
    }

    static Wanted of(AdminRegister entry) {
      return new Wanted(
          entry.server().pool(),
          entry.server().server(),
          entry.counter(),
          entry.node(),
          entry.state(),
          entry.reason(),
          entry.author(),
          entry.atMillis(),
          entry.after(),
          entry.over());
    }

    /** The entry; null if a newer node wants something that is unknown here. */
    @Nullable AdminRegister register() {
      return state == null
          ? null
          : new AdminRegister(
              new ServerId(pool, server),
              counter,
              node,
              state,
              over == null ? AdminState.READY : over,
              reason,
              author,
              atMillis,
              after);
    }
  }
}
