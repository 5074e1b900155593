package io.poolwatch.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks of type grpc against the health service of gRPC's own Java server. */
final class GrpcProbeIT {
  private static final String CART = "type = grpc, grpc { service = shop.Cart }";
  private static final int ANY = 0;

  @TempDir private static Path files;
  private static DaemonProbes probes;

  @BeforeAll
  static void start() {
    probes = new DaemonProbes(files);
  }

  @AfterAll
  static void stop() {
    probes.close();
  }

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
      server.shutdownNow();
    }
  }

  @Test
  void itIsAskedOverTlsByAlpn() throws IOException {
    ServerCredentials tls =
        TlsServerCredentials.create(probes.certificate().toFile(), probes.key().toFile());
    Server server = server(new HealthStatusManager(), tls);
    try {
      assertThat(probes.verdict(server.getPort(), "type = grpc", DaemonProbes.TLS))
          .isEqualTo("L7OK");
      assertThat(probes.verdict(server.getPort(), "type = grpc")).startsWith("L7RSP ");
    } finally {
      server.shutdownNow();
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
      server.shutdownNow();
    }
    assertThat(probes.verdict(port, "type = grpc")).startsWith("L4CON");
  }
}
