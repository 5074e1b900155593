package io.poolwatch.server;

import static io.poolwatch.server.ServerFixture.TLS;
import static io.poolwatch.server.ServerFixture.everySecond;
import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.CloseMode;
import io.poolwatch.spec.ServerSpec;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How probes wait at the gate, and what they hold of it. */
final class ServerGateTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ServerFixture fixture = new ServerFixture();

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Test
  void waitingForTheGateIsLagAndIsNotChargedToTheServer() {
    ProbeGate.Pass other = fixture.gate.ask(0, () -> {});
    assertThat(other.admitted()).isTrue();
    fixture.start(everySecond().timeouts(SECOND, SECOND));
    fixture.passMillis(400);
    assertThat(fixture.graph.attempts()).isEmpty();

    other.leave();

    assertThat(fixture.openedMillis()).containsExactly(400L);
    assertThat(fixture.meter.lags()).containsExactly(Duration.ofMillis(400));
    fixture.passMillis(999);
    assertThat(fixture.meter.results()).isEmpty();
    fixture.passMillis(1);
    assertThat(fixture.lastResult().status()).isEqualTo(CheckStatus.L4TOUT);
    assertThat(fixture.lastResult().timings().totalNanos()).isEqualTo(SECOND.toNanos());
  }

  @Test
  void aProbeHoldsItsPlaceUntilItsConnectionIsClosed() {
    fixture.graph.whenOpened(attempt -> attempt.connected().secured());
    fixture.start(everySecond().tls(TLS));

    assertThat(fixture.attempt().asked()).containsExactly("close GRACEFUL");
    assertThat(fixture.meter.results()).hasSize(1);
    assertThat(fixture.gate.inFlight()).isEqualTo(1);

    fixture.attempt().closed(CloseMode.GRACEFUL);

    assertThat(fixture.gate.inFlight()).isZero();
  }

  @Test
  void aDueProbeWaitsUntilTheGoodbyeOfTheOneBeforeIsSaid() {
    fixture.graph.whenOpened(attempt -> attempt.connected().secured());
    fixture.start(everySecond().inter(Duration.ofMillis(150)).tls(TLS));

    fixture.passMillis(200);

    assertThat(fixture.openedMillis()).containsExactly(0L, 200L);
    assertThat(fixture.meter.lags()).containsExactly(Duration.ZERO, Duration.ofMillis(50));
  }

  @Test
  void thePlaceForHandshakesIsGivenBackAfterTheHandshake() {
    fixture.gate = new ProbeGate(2, 1);
    fixture.start(everySecond().tls(TLS).send("PING").expect("PONG"));
    assertThat(handshakesAreFree()).isFalse();

    fixture.attempt().connected().secured();

    assertThat(handshakesAreFree()).isTrue();
    assertThat(fixture.meter.results()).isEmpty();
    assertThat(fixture.gate.inFlight()).isEqualTo(1);
  }

  private boolean handshakesAreFree() {
    ProbeGate.Pass pass = fixture.gate.ask(1, () -> {});
    boolean free = pass.admitted();
    pass.leave();
    return free;
  }

  @Test
  void aStoppedServerGivesBackItsPlaceAndItsSocket() {
    ServerSpec spec = everySecond().build();
    ActorRef<ServerActor.Command> actor =
        fixture.system.spawn(fixture.behavior(spec, fixture.memory(spec)), "server");
    fixture.passMillis(0);
    assertThat(fixture.gate.inFlight()).isEqualTo(1);

    fixture.system.stop(actor);

    assertThat(fixture.gate.inFlight()).isZero();
    assertThat(fixture.attempt().aborted()).isTrue();
  }

  @Test
  void aServerThatIsStoppedWhileItWaitsIsForgottenByTheGate() {
    ProbeGate.Pass other = fixture.gate.ask(0, () -> {});
    assertThat(other.admitted()).isTrue();
    ServerSpec spec = everySecond().build();
    ActorRef<ServerActor.Command> actor =
        fixture.system.spawn(fixture.behavior(spec, fixture.memory(spec)), "server");
    fixture.passMillis(0);
    fixture.system.stop(actor);

    other.leave();

    assertThat(fixture.gate.inFlight()).isZero();
    assertThat(fixture.graph.attempts()).isEmpty();
  }
}
