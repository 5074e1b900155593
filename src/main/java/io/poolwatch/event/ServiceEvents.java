package io.poolwatch.event;

import io.poolwatch.model.Level;
import io.poolwatch.model.ServerId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the events that tell how the service itself gets on: its start and end, its configuration
 * and files, whom it can't ask or tell, and what broke; like {@link Events}.
 */
public final class ServiceEvents {
  private ServiceEvents() {}

  /**
   * The node is at work.
   *
   * @param ports what it listens on, by purpose: {@code api → 127.0.0.1:8080}; empty for nothing
   */
  public static Event nodeStarted(
      String actor, String version, int pools, int servers, Map<String, String> ports) {
    return Event.of(EventName.NODE_STARTED, Level.INFO, actor)
        .with("version", version)
        .with("pools", pools)
        .with("servers", servers)
        .with("ports", ports)
        .build();
  }

  /**
   * The node ends its work.
   *
   * @param reason why: a signal, or what went wrong
   * @param counts what it has counted, by field
   */
  public static Event nodeStopped(String actor, String reason, Map<String, Object> counts) {
    Event.Builder event =
        Event.of(EventName.NODE_STOPPED, Level.INFO, actor).with("reason", reason);
    counts.forEach(event::with);
    return event.build();
  }

  /** A configuration is in force. */
  public static Event configLoaded(String actor, Path file, int pools, int servers) {
    return Event.of(EventName.CONFIG_LOADED, Level.INFO, actor)
        .with("file", file.toString())
        .with("pools", pools)
        .with("servers", servers)
        .build();
  }

  /**
   * A configuration took the place of another; the servers are told as {@code pool/server}.
   *
   * @param needRestart the settings that are other than at the start and can't be changed at run
   *     time
   */
  public static Event configReloaded(
      String actor,
      Path file,
      Collection<ServerId> added,
      Collection<ServerId> removed,
      Collection<ServerId> changed,
      Collection<String> needRestart) {
    return Event.of(EventName.CONFIG_RELOADED, Level.INFO, actor)
        .with("file", file.toString())
        .with("added", List.copyOf(added))
        .with("removed", List.copyOf(removed))
        .with("changed", List.copyOf(changed))
        .with("needRestart", List.copyOf(needRestart))
        .build();
  }

  /** A reload was refused and nothing changed; {@code problems} as {@code validate} tells them. */
  public static Event configRefused(String actor, Path file, List<String> problems) {
    return Event.of(EventName.CONFIG_REFUSED, Level.WARN, actor)
        .with("file", file.toString())
        .with("problems", List.copyOf(problems))
        .build();
  }

  /**
   * What was kept on the disk can't be read; the node begins without it.
   *
   * @param aside where it is now; null if it could not be moved
   */
  public static Event stateUnreadable(
      String actor, Path file, String problem, @Nullable Path aside) {
    return Event.of(EventName.STATE_UNREADABLE, Level.ERROR, actor)
        .with("file", file.toString())
        .with("problem", problem)
        .with("aside", aside == null ? null : aside.toString())
        .build();
  }

  /**
   * The keys of the fleet's TLS in their files can't be used, or no other node would accept them.
   *
   * @param kept whether others, read earlier, stay in use
   */
  public static Event clusterTlsRefused(String actor, String problem, boolean kept) {
    return Event.of(EventName.CLUSTER_TLS_REFUSED, Level.WARN, actor)
        .with("problem", problem)
        .with("kept", kept)
        .build();
  }

  /** The keys of the fleet's TLS are those of the files again, and valid until then. */
  public static Event clusterTlsReloaded(String actor, Instant notAfter) {
    return Event.of(EventName.CLUSTER_TLS_RELOADED, Level.INFO, actor)
        .with("notAfter", notAfter)
        .build();
  }

  /**
   * A name could not be looked up.
   *
   * @param problem why, in words
   * @param kept the address that is used meanwhile; null if there never was one
   */
  public static Event resolveFailed(
      String actor, String name, String problem, @Nullable InetAddress kept) {
    return Event.of(EventName.RESOLVE_FAILED, Level.WARN, actor)
        .with("name", name)
        .with("problem", problem)
        .with("address", kept)
        .build();
  }

  /** A name that could not be looked up has an address again. */
  public static Event resolveRecovered(String actor, String name, InetAddress address) {
    return Event.of(EventName.RESOLVE_RECOVERED, Level.INFO, actor)
        .with("name", name)
        .with("address", address)
        .build();
  }

  /** One who is told what happens can't be reached, and will miss what happens until it can. */
  public static Event sinkFailed(String actor, String sink, String problem) {
    return Event.of(EventName.SINK_FAILED, Level.WARN, actor)
        .with("sink", sink)
        .with("problem", problem)
        .build();
  }

  /** It can be reached again; {@code lost} messages did not get there. */
  public static Event sinkRecovered(String actor, String sink, long lost) {
    return Event.of(EventName.SINK_RECOVERED, Level.INFO, actor)
        .with("sink", sink)
        .with("lost", lost)
        .build();
  }

  /** An actor broke by a bug of ours and was started anew; its servers' state survived. */
  public static Event actorRestarted(String actor, @Nullable ServerId server, Throwable cause) {
    Event.Builder event = Event.of(EventName.ACTOR_RESTARTED, Level.ERROR, actor);
    if (server != null) {
      event.server(server);
    }
    return event.with("cause", cause.toString()).build();
  }

  /** So many lines were not written, because they came faster than they could be. */
  static Event eventsDropped(long count) {
    return Event.of(EventName.EVENTS_DROPPED, Level.WARN, "event-log").with("count", count).build();
  }
}
