package io.poolwatch.net;

import io.poolwatch.event.EventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.ClusterTls;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which a node takes part in its fleet, kept up to date with their files: they are read
 * again each minute while an actor system of the fleet runs. Files that can't be used, or that no
 * other node would accept, leave the keys as they were, and an event says so once.
 *
 * <p>Outlives the actor systems of the fleet. Safe for any thread; reading blocks.
 */
public final class ClusterKeys {
  private static final Duration EVERY = Duration.ofMinutes(1);

  /** How often a node that has no keys yet looks for them when it needs them. */
  private static final Duration WITHOUT = Duration.ofSeconds(1);

  private static final String ACTOR = "fleet";

  private final ClusterTls tls;
  private final EventLog log;
  private final InstantSource clock;
  private final Duration every;

  private volatile @Nullable Current current;
  private Instant read = Instant.MIN;

  /** What was told to be wrong last; empty if nothing is. */
  private String problem = "";

  /** The keys in use, and the context that speaks for them. */
  private record Current(ClusterMaterial material, SSLContext context) {}

  /**
   * Reads nothing yet.
   *
   * @param log told when files can't be used, and when others are
   */
  public ClusterKeys(ClusterTls tls, EventLog log) {
    this(tls, log, InstantSource.system(), EVERY);
  }

  ClusterKeys(ClusterTls tls, EventLog log, InstantSource clock, Duration every) {
    this.tls = tls;
    this.log = log;
    this.clock = clock;
    this.every = every;
  }

  /**
   * What makes an actor system speak TLS with these keys where its transport is {@code tls-tcp}.
   */
  public Setup setup() {
    return SSLEngineProviderSetup.create(system -> new ClusterSslEngines(this, system));
  }

  /** How often the files are to be read. */
  Duration every() {
    return every;
  }

  /** The name that the certificates of all nodes carry. */
  String subjectName() {
    return tls.subjectName();
  }

  /** The context of the keys that are in use now; one that no handshake can succeed in if none. */
  SSLContext context() {
    Current known = current;
    return known == null ? firstContext() : known.context();
  }

  private synchronized SSLContext firstContext() {
    if (current == null && !clock.instant().isBefore(read.plus(WITHOUT))) {
      refresh();
    }
    Current known = current;
    return known == null ? ClusterMaterial.emptyContext() : known.context();
  }

  /** Reads the files now, and uses what they hold if others would accept it. */
  synchronized void refresh() {
    Instant now = clock.instant();
    read = now;
    Current before = current;
    try {
      ClusterMaterial.Loaded loaded = ClusterMaterial.read(tls);
      boolean same = before != null && before.material().equals(loaded.material());
      String refusal = ClusterMaterial.refusal(loaded, now);
      boolean better = !same && (refusal == null || before == null);
      if (better) {
        current = new Current(loaded.material(), loaded.context());
      }
      if (refusal != null) {
        refuse("cert-file " + tls.certFile() + ": " + refusal, before != null && !same);
      } else if (!problem.isEmpty() || (better && before != null)) {
        tellUse(loaded);
      }
    } catch (TlsSetupException unusable) {
      refuse(String.valueOf(unusable.getMessage()), before != null);
    }
  }

  private void refuse(String why, boolean kept) {
    if (!why.equals(problem)) {
      problem = why;
      log.emit(ServiceEvents.clusterTlsRefused(ACTOR, why, kept));
    }
  }

  private void tellUse(ClusterMaterial.Loaded loaded) {
    problem = "";
    X509Certificate leaf = loaded.material().chain().get(0);
    log.emit(ServiceEvents.clusterTlsReloaded(ACTOR, leaf.getNotAfter().toInstant()));
  }
}
