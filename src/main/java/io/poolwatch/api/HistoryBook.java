package io.poolwatch.api;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.Excerpt;
import io.poolwatch.model.ProbeMeter;
import io.poolwatch.model.ServerId;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.util.ByteString;

/**
 * What happened to each server since this process began. Fed by probes and by events; safe for any
 * thread, and never blocks.
 */
final class HistoryBook implements ProbeMeter {
  private static final String OPERATOR = Admin.Source.OPERATOR.name().toLowerCase(Locale.ROOT);

  /** Bytes of a reply that are shown. */
  private static final int MOST_EVIDENCE = 256;

  private final Map<ServerId, ServerHistory> servers = new ConcurrentHashMap<>();
  private final InstantSource clock;
  private final boolean keepEvidence;

  /**
   * An empty one.
   *
   * @param keepEvidence whether what servers replied is kept
   */
  HistoryBook(InstantSource clock, boolean keepEvidence) {
    this.clock = clock;
    this.keepEvidence = keepEvidence;
  }

  @Override
  public void started(long lagNanos) {}

  @Override
  public void finished(ServerId server, CheckResult result) {
    of(server).add(result, clock.millis());
  }

  @Override
  public void replied(ServerId server, ByteString beginning) {
    if (keepEvidence) {
      of(server)
          .replied(
              new ServerHistory.Evidence(
                  clock.millis(),
                  Excerpt.bare(beginning, MOST_EVIDENCE),
                  Math.min(MOST_EVIDENCE, beginning.length())));
    }
  }

  /** What certificate it has now is not known before another handshake. */
  @Override
  public void ended(ServerId server) {
    ServerHistory known = servers.get(server);
    if (known != null) {
      known.forgetCertificate();
    }
  }

  @Override
  public void skipped(int slots) {}

  @Override
  public void lookupFailed() {}

  /** Something happened then. */
  void on(Event event, long millis) {
    if (event.pool() == null || event.server() == null) {
      return;
    }
    ServerId server = new ServerId(event.pool(), event.server());
    if (event.name() == EventName.SERVER_TRANSITION) {
      of(server).turned(millis);
    } else if (event.name() == EventName.ADMIN_CHANGED
        && OPERATOR.equals(event.fields().get("by"))) {
      wished(server, event, millis);
    }
  }

  /** What the operator wants may be less than what holds: then it is told apart. */
  private void wished(ServerId server, Event event, long millis) {
    Object wanted = event.fields().getOrDefault("wanted", event.fields().get("to"));
    Object author = event.fields().get("author");
    Object reason = event.fields().getOrDefault("reason", "");
    if (wanted instanceof AdminState state) {
      of(server)
          .wished(
              new ServerHistory.Wish(
                  state, author == null ? null : author.toString(), reason.toString(), millis));
    }
  }

  /** What happened to a server. */
  ServerHistory of(ServerId server) {
    ServerHistory known = servers.get(server);
    return known == null ? servers.computeIfAbsent(server, any -> new ServerHistory()) : known;
  }

  /** Forgets all servers but these. */
  void retain(Set<ServerId> known) {
    servers.keySet().retainAll(known);
  }
}
