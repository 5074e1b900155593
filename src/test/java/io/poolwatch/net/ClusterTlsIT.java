package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.ClusterTls;
import io.poolwatch.testkit.FleetSystems;
import io.poolwatch.testkit.NodeFiles;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.apache.pekko.actor.ActorSystem;
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
  private final FleetSystems systems = new FleetSystems();
  private final RecordingEventLog log = new RecordingEventLog();

  @AfterEach
  void stop() {
    systems.close();
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
    return systems.start(
        settings,
        SSLEngineProviderSetup.create(
            system -> new Counting(new ClusterSslEngines(keys, system), asked, credulous)));
  }

  private ActorSystem plain() {
    return systems.start("cluster.plaintext = loopback-only");
  }

  private ActorSystem fleetOfOne(NodeFiles files, AtomicInteger asked) {
    ActorSystem first = node(files, asked);
    FleetSystems.join(first, first);
    FleetSystems.awaitUp(first, first);
    return first;
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void nodesOfOneFleetJoinWithAnyKindOfKeyAndWithChains(String algorithm) {
    ActorSystem first = fleetOfOne(NodeFiles.of(temp.resolve("a"), CA), new AtomicInteger());
    TestCertificates.Identity identity =
        CA.intermediate("nodes CA").certificate().names(NodeFiles.SUBJECT).key(algorithm).issue();
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA, identity));

    FleetSystems.join(second, first);

    FleetSystems.awaitUp(first, first, second);
    FleetSystems.awaitUp(second, first, second);
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

    FleetSystems.join(stranger, first);
    Waiting.until(() -> asked.get() >= 3, "the stranger to ask again");
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA));
    FleetSystems.join(second, first);

    FleetSystems.awaitUp(second, first, second);
    assertThat(FleetSystems.up(first)).hasSize(2);
    assertThat(FleetSystems.up(stranger)).isEmpty();
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
    FleetSystems.join(second, first);

    FleetSystems.awaitUp(first, first, second);
  }

  @Test
  void brokenFilesLeaveTheFleetAsItIs() {
    NodeFiles files = NodeFiles.of(temp.resolve("a"), CA);
    ActorSystem first = fleetOfOne(files, new AtomicInteger());

    files.spoil();
    Waiting.until(() -> !log.events(EventName.CLUSTER_TLS_REFUSED).isEmpty(), "the refusal");
    ActorSystem second = node(NodeFiles.of(temp.resolve("b"), CA));
    FleetSystems.join(second, first);

    FleetSystems.awaitUp(first, first, second);
  }
}
