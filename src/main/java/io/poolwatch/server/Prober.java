package io.poolwatch.server;

import io.poolwatch.connection.ConnectionActor;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.CheckSpec;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Makes the probes of one line of a server, one at a time: a wanted one begins when its names are
 * resolved, its connection actor is there, the gate lets it in and the one before has let go of its
 * connection. Used by the server actor's thread alone.
 */
final class Prober {

  /** For whom probes are made. */
  interface Owner {
    /** Has {@link #proceed()} called soon, on the owner's thread; called on any thread. */
    void poke();

    /**
     * A probe has its result; its connection may still be closing.
     *
     * @param attempt number of the last attempt on the network
     * @param startNanos when the probe was started
     */
    void onResult(CheckResult result, long attempt, long startNanos);
  }

  private final ServerId server;
  private final CheckSpec spec;
  private final ServerActor.Services services;
  private final Endpoints endpoints;
  private final ChildKeeper<ConnectionActor.Command> connection;
  private final Owner owner;

  /** Number of the last attempt on the network. */
  private long attempt;

  private boolean wanted;
  private long wantedSinceNanos;

  /** The place in the gate that the wanted probe waits for, or that the one under way holds. */
  private ProbeGate.@Nullable Pass pass;

  private @Nullable ProbeRun run;

  /**
   * A prober of which nothing is wanted.
   *
   * @param attempt number of the last attempt on the network
   */
  Prober(
      ServerId server,
      CheckSpec spec,
      long attempt,
      ServerActor.Services services,
      Endpoints endpoints,
      ChildKeeper<ConnectionActor.Command> connection,
      Owner owner) {
    this.server = server;
    this.spec = spec;
    this.attempt = attempt;
    this.services = services;
    this.endpoints = endpoints;
    this.connection = connection;
    this.owner = owner;
  }

  /** Whether a probe is under way whose result is not known yet. */
  boolean deciding() {
    return run != null && !run.decided();
  }

  /** Wants a probe, after the one under way; nothing if one is wanted already. */
  void want(long sinceNanos) {
    if (!wanted) {
      wanted = true;
      wantedSinceNanos = sinceNanos;
    }
    proceed();
  }

  /** Wants no probe; one under way goes on to its end. */
  void forget() {
    wanted = false;
    if (run == null) {
      release();
    }
  }

  /** Begins the wanted probe if nothing is in its way any more. */
  void proceed() {
    ActorRef<ConnectionActor.Command> peer = connection.actor();
    if (!wanted || run != null || peer == null || !endpoints.answered()) {
      return;
    }
    String unresolved = endpoints.unresolved();
    if (unresolved != null) {
      wanted = false;
      release();
      tellUnresolved(unresolved);
      return;
    }
    if (pass == null) {
      pass = services.gate().ask(endpoints.handshakes(), owner::poke);
    }
    if (pass.admitted()) {
      begin(peer);
    }
  }

  private void tellUnresolved(String why) {
    CheckStatus status = CheckStatus.of(Phase.RESOLVE, CheckStatus.Ending.FAILURE);
    CheckResult result = CheckResult.inconclusive(status, Phase.RESOLVE, why);
    owner.onResult(spec.judge(result), attempt, now());
  }

  private void begin(ActorRef<ConnectionActor.Command> peer) {
    wanted = false;
    long start = now();
    if (services.scheduled()) {
      services.meter().started(Math.max(0, start - wantedSinceNanos));
    }
    run =
        new ProbeRun(
            server, spec, peer, endpoints::of, services.maxLag(), start, attempt, this::onDecided);
    run.begin();
  }

  private void onDecided(CheckResult found) {
    ProbeRun decided = Objects.requireNonNull(run, "a result without a probe");
    CheckResult result = spec.judge(found);
    attempt = decided.attempt();
    if (result.outcome() == Outcome.FAILED && !decided.reply().isEmpty()) {
      services.meter().replied(server, decided.reply());
    }
    services.meter().finished(server, result);
    owner.onResult(result, attempt, decided.startNanos());
  }

  /** Something happened on the network. */
  void on(ConnectionEvent event) {
    ProbeRun probe = run;
    if (probe == null) {
      return;
    }
    if (event instanceof ConnectionEvent.Secured && pass != null) {
      pass.handshakeDone();
    }
    probe.on(event);
    if (probe.over()) {
      release();
      proceed();
    }
  }

  /** The connection actor broke, and with it the probe under way. */
  void connectionBroke() {
    if (deciding()) {
      onDecided(
          CheckResult.inconclusive(
              CheckStatus.SOCKERR, Phase.CONNECT, "the connection actor broke; see its event"));
    }
    release();
  }

  /** Gives back its place in the gate, wherever it is. */
  void release() {
    run = null;
    if (pass != null) {
      pass.leave();
      pass = null;
    }
  }

  private long now() {
    return services.connections().nanoClock().getAsLong();
  }
}
