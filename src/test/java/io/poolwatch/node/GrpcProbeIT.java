package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.GrpcServers;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.TlsServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Checks of type grpc against the health service of gRPC's own Java server. The health protocol has
 * no login; a server that wants one all the same says UNAUTHENTICATED.
 */
final class GrpcProbeIT {
  private static final String CART = "type = grpc, grpc { service = shop.Cart }";
  private static final int ANY = 0;

  @RegisterExtension static final DaemonProbes probes = new DaemonProbes();

  private static Server server(HealthStatusManager health, ServerCredentials credentials)
      throws IOException {
    return Grpc.newServerBuilderForPort(ANY, credentials)
        .addService(health.getHealthService())
        .build()
        .start();
  }

  @Test
  void everyServingStatusIsTold() throws IOException {
    HealthStatusManager health = new HealthStatusManager();
    Server server = server(health, InsecureServerCredentials.create());
    try {
      assertThat(probes.verdict(server.getPort(), "type = grpc")).isEqualTo("L7OK");
      assertThat(probes.verdict(server.getPort(), CART))
          .isEqualTo("L7STS 5 NOT_FOUND: unknown service shop.Cart");
      health.setStatus("shop.Cart", ServingStatus.SERVING);
      assertThat(probes.verdict(server.getPort(), CART)).isEqualTo("L7OK");
      health.setStatus("shop.Cart", ServingStatus.NOT_SERVING);
      assertThat(probes.verdict(server.getPort(), CART))
          .isEqualTo("L7STS the service is NOT_SERVING");
      health.setStatus("shop.Cart", ServingStatus.UNKNOWN);
      assertThat(probes.verdict(server.getPort(), CART)).isEqualTo("L7STS the service is UNKNOWN");
      health.enterTerminalState();
      assertThat(probes.verdict(server.getPort(), "type = grpc"))
          .isEqualTo("L7STS the service is NOT_SERVING");
    } finally {
      GrpcServers.stop(server);
    }
  }

  @Test
  void itIsAskedOverTlsByAlpn() throws IOException {
    ServerCredentials tls =
        TlsServerCredentials.create(
            probes.tls().certificate().toFile(), probes.tls().key().toFile());
    Server server = server(new HealthStatusManager(), tls);
    try {
      assertThat(probes.verdict(server.getPort(), "type = grpc", DaemonProbes.TLS))
          .isEqualTo("L7OK");
      assertThat(probes.verdict(server.getPort(), "type = grpc")).startsWith("L7RSP ");
    } finally {
      GrpcServers.stop(server);
    }
  }

  @Test
  void aPeerThatOffersAnOlderProtocolIsNotAsked() {
    TlsServer older = Certificates.SERVER.speaking("http/1.1");
    try (FaultyServer peer = FaultyServer.playing(Step.startTls(older), Step.readToEnd())) {
      assertThat(probes.verdict(peer.port(), "type = grpc", DaemonProbes.TLS))
          .startsWith("L6RSP ")
          .contains("no_application_protocol");
      assertThat(peer.peer(0).text()).isEmpty();
    }
  }

  @Test
  void aServerThatWantsALoginSaysSo() throws IOException {
    ServerInterceptor strict =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            call.close(Status.UNAUTHENTICATED.withDescription("no token"), new Metadata());
            return new ServerCall.Listener<>() {};
          }
        };
    Server server =
        Grpc.newServerBuilderForPort(ANY, InsecureServerCredentials.create())
            .addService(new HealthStatusManager().getHealthService())
            .intercept(strict)
            .build()
            .start();
    try {
      assertThat(probes.verdict(server.getPort(), "type = grpc"))
          .isEqualTo("L7STS 16 UNAUTHENTICATED: no token");
    } finally {
      GrpcServers.stop(server);
    }
  }

  @Test
  void aServerWithoutTheServiceSaysSo() throws IOException {
    Server server =
        Grpc.newServerBuilderForPort(ANY, InsecureServerCredentials.create()).build().start();
    int port = server.getPort();
    try {
      assertThat(probes.verdict(port, "type = grpc")).startsWith("L7STS 12 UNIMPLEMENTED: ");
    } finally {
      GrpcServers.stop(server);
    }
    assertThat(probes.verdict(port, "type = grpc")).startsWith("L4CON");
  }
}
