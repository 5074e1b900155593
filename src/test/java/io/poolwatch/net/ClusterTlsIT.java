package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.config.ActorSystems;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.ClusterTls;
import io.poolwatch.testkit.NodeFiles;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.remote.artery.tcp.SSLEngineProvider;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** Who may take part in a fleet, on real connections between actor systems of this process. */
final class ClusterTlsIT {
  private static final Authority CA = TestCertificates.ca("fleet CA");
  private static final Duration OFTEN = Duration.ofMillis(50);

  @TempDir private Path temp;
  private final List<ActorSystem> systems = new ArrayList<>();
  private final RecordingEventLog log = new RecordingEventLog();

  @AfterEach
  void stop() throws Exception {
    systems.forEach(ActorSystem::terminate);
    for (ActorSystem system : systems) {
      system.getWhenTerminated().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  /**
   * Counts the connections that a node is asked for.
   *
   * @param credulous whether it takes any certificate of its CAs for one of the fleet
   */
  private record Counting(SSLEngineProvider to, AtomicInteger asked, boolean credulous)
      implements SSLEngineProvider {
    @Override
    public SSLEngine createServerSSLEngine(String hostname, int port) {
      asked.incrementAndGet();
      return to.createServerSSLEngine(hostname, port);
    }

    @Override
    public SSLEngine createClientSSLEngine(String hostname, int port) {
      return to.createClientSSLEngine(hostname, port);
    }

    @Override
    public Option<Throwable> verifyClientSession(String hostname, SSLSession session) {
      return credulous ? Option.empty() : to.verifyClientSession(hostname, session);
    }

    @Override
    public Option<Throwable> verifyServerSession(String hostname, SSLSession session) {
      return credulous ? Option.empty() : to.verifyServerSession(hostname, session);
    }
  }

  private ActorSystem node(NodeFiles files) {
    return node(files, new AtomicInteger());
  }

  private ActorSystem node(NodeFiles files, AtomicInteger asked) {
    return node(files.settings(), asked, false);
  }

  private ActorSystem node(ClusterTls tls, AtomicInteger asked, boolean credulous) {
    ClusterKeys keys = new ClusterKeys(tls, log, InstantSource.system(), OFTEN);
    String settings =
        "cluster.tls { ca-file = \"%s\", cert-file = \"%s\", key-file = \"%s\", subject-name = %s }"
            .formatted(tls.caFile(), tls.certFile(), tls.keyFile(), tls.subjectName());
    return start(
        setup(settings)
            .withSetup(
                SSLEngineProviderSetup.create(
                    system ->
                        new Counting(new ClusterSslEngines(keys, system), asked, credulous))));
  }

  private ActorSystem plain() {
    return start(setup("cluster.plaintext = loopback-only"));
  }

  private ActorSystemSetup setup(String settings) {
    String text =
        """
        poolwatch {
          pools.web.servers.web1 = "10.0.0.1:80"
          node { name = n, port = 0, seed-nodes = [ "127.0.0.1:7355" ] }
          %s
        }
        """
            .formatted(settings);
    LoadResult result = ConfigLoader.load(temp.resolve("p.conf"), text, LoadOptions.ofText());
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ActorSystems.fleet((LoadResult.Loaded) result);
  }

  private ActorSystem start(ActorSystemSetup setup) {
    ActorSystem system = ActorSystem.create("poolwatch-fleet", setup);
    systems.add(system);
    return system;
  }

  private static Address address(ActorSystem system) {
    return Cluster.get(system).selfMember().address();
  }

  private static void join(ActorSystem system, ActorSystem fleet) {
    Cluster.get(system).join(address(fleet));
  }

  /** Waits until a node sees exactly these as members that are up. */
  private static void awaitFleet(ActorSystem seer, ActorSystem... members) {
    Set<Address> wanted = Stream.of(members).map(ClusterTlsIT::address).collect(Collectors.toSet());
    Waiting.until(() -> up(seer).equals(wanted), "the fleet " + wanted);
  }

  private static Set<Address> up(ActorSystem seer) {
    Iterable<Member> members = Cluster.get(seer).state().getMembers();
    return StreamSupport.stream(members.spliterator(), false)
        .filter(member -> member.status().equals(MemberStatus.up()))
        .map(Member::address)
        .collect(Collectors.toSet());
  }

  private ActorSystem fleetOfOne(NodeFiles files, AtomicInteger asked) {
    ActorSystem first = node(files, asked);
    join(first, first);
    awaitFleet(first, first);
    return first;
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void nodesOfOneFleetJoinWithAnyKindOfKeyAndWithChains(String algorithm) {
    ActorSystem first = fleetOfOne(NodeFiles.of(temp.resolve("a"), CA), new AtomicInteger());
    TestCertificates.Identity identity =
        CA.intermediate("nodes CA").certificate().names(NodeFiles.SUBJECT).key(algorithm).issue();
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA, identity));

    join(second, first);

    awaitFleet(first, first, second);
    awaitFleet(second, first, second);
  }

  private enum Stranger {
    UNKNOWN_CA,
    ANOTHER_NAME,
    PLAIN
  }

  private ActorSystem stranger(Stranger kind) {
    Path files = temp.resolve("stranger");
    Authority other = TestCertificates.ca("other CA");
    return switch (kind) {
      case UNKNOWN_CA ->
          node(NodeFiles.of(files, CA, other.certificate().names(NodeFiles.SUBJECT).issue()));
      case ANOTHER_NAME -> {
        NodeFiles good = NodeFiles.of(files, CA, CA.certificate().names("www.example.org").issue());
        ClusterTls own =
            new ClusterTls(good.ca(), good.node(), good.node(), null, "www.example.org");
        yield node(own, new AtomicInteger(), true);
      }
      case PLAIN -> plain();
    };
  }

  @ParameterizedTest
  @EnumSource
  void aStrangerCantJoinHoweverOftenItAsks(Stranger kind) {
    AtomicInteger asked = new AtomicInteger();
    ActorSystem first = fleetOfOne(NodeFiles.of(temp.resolve("a"), CA), asked);
    ActorSystem stranger = stranger(kind);

    join(stranger, first);
    Waiting.until(() -> asked.get() >= 3, "the stranger to ask again");
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA));
    join(second, first);

    awaitFleet(second, first, second);
    assertThat(up(first)).hasSize(2);
    assertThat(up(stranger)).isEmpty();
  }

  @Test
  void renewedFilesAreUsedWithoutARestart() {
    NodeFiles files = NodeFiles.of(temp.resolve("a"), CA);
    ActorSystem first = fleetOfOne(files, new AtomicInteger());
    Authority next = TestCertificates.ca("next CA");

    files.trust(CA, next);
    files.use(next.certificate().names(NodeFiles.SUBJECT).issue());
    Waiting.until(() -> !log.events(EventName.CLUSTER_TLS_RELOADED).isEmpty(), "the renewed keys");
    files.trust(next);
    Waiting.until(
        () -> log.events(EventName.CLUSTER_TLS_RELOADED).size() > 1, "the CA to be taken out");
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), next));
    join(second, first);

    awaitFleet(first, first, second);
  }

  @Test
  void brokenFilesLeaveTheFleetAsItIs() {
    NodeFiles files = NodeFiles.of(temp.resolve("a"), CA);
    ActorSystem first = fleetOfOne(files, new AtomicInteger());

    files.spoil();
    Waiting.until(() -> !log.events(EventName.CLUSTER_TLS_REFUSED).isEmpty(), "the refusal");
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA));
    join(second, first);

    awaitFleet(first, first, second);
  }
}
