package io.poolwatch.testkit;

import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;

/** Actor systems of fleets in this process, each as a node would start it, on any free port. */
public final class FleetSystems implements AutoCloseable {
  private static final String ALONE =
      """
      poolwatch {
        pools.web.servers.web1 = "10.0.0.1:80"
        node { name = node, port = 0, seed-nodes = [ "127.0.0.1:7355" ] }
      }
      """;

  private final List<ActorSystem> systems = new ArrayList<>();

  /**
   * Starts one that joins nobody.
   *
   * @param settings lines of the block {@code poolwatch}
   * @param more what else it is started with
   */
  public ActorSystem start(String settings, Setup... more) {
    return startWith("poolwatch {\n" + settings + "\n}\n", more);
  }

  /** Likewise, with the lines of a whole configuration. */
  public ActorSystem startWith(String lines, Setup... more) {
    LoadResult result =
        ConfigLoader.load(Path.of("fleet.conf"), ALONE + lines, LoadOptions.ofText());
    if (result instanceof LoadResult.Rejected rejected) {
      throw new AssertionError("rejected: " + rejected.problems());
    }
    ActorSystemSetup setup = ActorSystems.fleet((LoadResult.Loaded) result);
    for (Setup each : more) {
      setup = setup.withSetup(each);
    }
    ActorSystem system = ActorSystem.create("poolwatch-fleet", setup);
    systems.add(system);
    return system;
  }

  /** Where a system listens. */
  public static Address address(ActorSystem system) {
    return Cluster.get(system).selfMember().address();
  }

  /** Asks a system's fleet, which may be itself alone, to take another in. */
  public static void join(ActorSystem system, ActorSystem fleet) {
    Cluster.get(system).join(address(fleet));
  }

  /** Waits until a node sees exactly these as members that are up. */
  public static void awaitUp(ActorSystem seer, ActorSystem... members) {
    Set<Address> wanted = Stream.of(members).map(FleetSystems::address).collect(Collectors.toSet());
    Waiting.until(() -> up(seer).equals(wanted), "the fleet " + wanted);
  }

  /** The members that a node sees as up. */
  public static Set<Address> up(ActorSystem seer) {
    Iterable<Member> members = Cluster.get(seer).state().getMembers();
    return StreamSupport.stream(members.spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(Member::address)
        .collect(Collectors.toSet());
  }

  /** Stops all of them. */
  @Override
  public void close() {
    systems.forEach(ActorSystem::terminate);
    for (ActorSystem system : systems) {
      try {
        system.getWhenTerminated().toCompletableFuture().get(60, TimeUnit.SECONDS);
      } catch (InterruptedException | ExecutionException | TimeoutException e) {
        throw new AssertionError("an actor system does not end", e);
      }
    }
  }
}
