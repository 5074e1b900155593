package io.poolwatch.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.check.NonceLogin;
import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.resolve.ResolverActor.Resolved;
import io.poolwatch.testkit.ServerSpecs;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EndpointsTest {
  private static final TlsSpec TLS =
      new TlsSpec(null, TlsSpec.Verify.REQUIRED, null, null, null, null, List.of(), "TLSv1.2");
  private static final HostPort DB = new HostPort("db", 5432, Optional.empty());

  @Test
  void literalsNeedNoAnswer() {
    Endpoints endpoints = new Endpoints(ServerSpecs.server("web1").script());

    assertThat(endpoints.names()).isEmpty();
    assertThat(endpoints.answered()).isTrue();
    assertThat(endpoints.unresolved()).isNull();
    assertThat(endpoints.of(ServerSpecs.literal("::1", 81)))
        .isEqualTo(new InetSocketAddress(address("::1"), 81));
  }

  @Test
  void eachNameOfEachStepMustBeAnswered() {
    Endpoints endpoints =
        new Endpoints(
            ServerSpecs.server("web1")
                .named("web", 80)
                .step(connect(DB, null))
                .step(connect(new HostPort("db", 5433, Optional.empty()), null))
                .script());
    assertThat(endpoints.names()).containsExactlyInAnyOrder("web", "db");

    endpoints.learn(resolved("web", "10.0.0.1"));
    assertThat(endpoints.answered()).isFalse();
    endpoints.learn(new Resolved("db", null, "no such host"));

    assertThat(endpoints.answered()).isTrue();
    assertThat(endpoints.unresolved()).isEqualTo("unresolved: db: no such host");
    assertThatThrownBy(() -> endpoints.of(DB)).isInstanceOf(IllegalStateException.class);

    endpoints.learn(resolved("db", "10.0.0.2"));

    assertThat(endpoints.unresolved()).isNull();
    assertThat(endpoints.of(DB)).isEqualTo(new InetSocketAddress(address("10.0.0.2"), 5432));
  }

  @Test
  void onlyAnotherAddressIsAMove() {
    Endpoints endpoints = new Endpoints(ServerSpecs.server("web1").named("web", 80).script());

    assertThat(endpoints.learn(resolved("web", "10.0.0.1"))).isNull();
    assertThat(endpoints.learn(resolved("web", "10.0.0.1"))).isNull();
    assertThat(endpoints.learn(new Resolved("web", address("10.0.0.1"), "no answer"))).isNull();
    assertThat(endpoints.learn(resolved("web", "fd00::1")))
        .isEqualTo(new Endpoints.Moved("10.0.0.1:80", "[fd00:0:0:0:0:0:0:1]:80"));
  }

  @Test
  void theFirstAddressOfANameThatHadNoneIsAMove() {
    Endpoints endpoints = new Endpoints(ServerSpecs.server("web1").named("web", 80).script());
    endpoints.learn(new Resolved("web", null, "no such host"));

    assertThat(endpoints.learn(resolved("web", "10.0.0.1")))
        .isEqualTo(new Endpoints.Moved(null, "10.0.0.1:80"));
  }

  @Test
  void handshakesOfAllStepsAreCounted() {
    assertThat(new Endpoints(ServerSpecs.server("a").script()).handshakes()).isZero();
    assertThat(
            new Endpoints(
                    ServerSpecs.server("a")
                        .tls(TLS)
                        .step(connect(ServerSpecs.literal("127.0.0.1", 1), TLS))
                        .step(connect(ServerSpecs.literal("127.0.0.1", 1), null))
                        .step(new Step.StartTls(TLS, null))
                        .step(new Step.Converse(new NonceLogin("secret"), null))
                        .script())
                .handshakes())
        .isEqualTo(4);
  }

  private static Step.Connect connect(HostPort destination, @Nullable TlsSpec tls) {
    return new Step.Connect(
        new ConnectPlan(destination, tls, ProxyHeader.NONE, null), false, false, null);
  }

  private static Resolved resolved(String name, String address) {
    return new Resolved(name, address(address), null);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getAllByName(literal)[0];
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
