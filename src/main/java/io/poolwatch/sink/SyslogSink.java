package io.poolwatch.sink;

import io.poolwatch.event.Event;
import io.poolwatch.event.EventLine;
import io.poolwatch.event.EventLog;
import io.poolwatch.event.ServiceEvents;
import io.poolwatch.model.Level;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.PoolSpec;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.SyslogSpec;
import io.poolwatch.spec.SyslogSpec.Format;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells events to syslog targets: each as HAProxy's lines, or as JSON.
 *
 * <p>Lines are formed by one thread and sent by one thread a target, so that {@link #emit} waits
 * for nobody.
 */
public final class SyslogSink implements EventLog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SyslogSink.class);
  private static final String ACTOR = "syslog";
  private static final Duration DRAIN_LIMIT = Duration.ofMillis(500);

  /** As many as the event log holds: the thread that forms lines is never held up. */
  private static final int CAPACITY = 65_536;

  private sealed interface Item {}

  private record Told(Instant time, Event event) implements Item {}

  private record Use(Instant time, List<PoolSpec> pools) implements Item {}

  private enum End implements Item {
    END
  }

  private record Target(SyslogSpec spec, SyslogSender sender) {}

  private final SyslogMessages messages;
  private final InstantSource clock;
  private final Level least;
  private final List<Target> targets;
  private final HaproxyLog haproxy = new HaproxyLog();
  private final BlockingQueue<Item> waiting = new LinkedBlockingQueue<>(CAPACITY);
  private final Thread thread;

  /** A server of each pool: who speaks for it tells what concerns the pool. */
  private final Map<String, ServerId> firstServers = new HashMap<>();

  /** What servers track that are not probed: who speaks for that one speaks for them. */
  private final Map<ServerId, ServerId> tracked = new HashMap<>();

  private volatile Predicate<ServerId> speaksFor = any -> true;
  private long seq;

  private SyslogSink(
      List<SyslogSpec> specs, SyslogMessages messages, EventLog log, InstantSource clock) {
    this.messages = messages;
    this.clock = clock;
    this.targets = specs.stream().map(spec -> target(spec, log)).toList();
    this.least = specs.stream().anyMatch(SyslogSink::wantsDebug) ? Level.DEBUG : Level.INFO;
    this.thread = new Thread(this::run, ACTOR);
    thread.setDaemon(true);
  }

  /**
   * A sink at work.
   *
   * @param specs its targets
   * @param messages frames of this process
   * @param log told when a target can't be reached any more, and when it can again
   */
  static SyslogSink start(
      List<SyslogSpec> specs, SyslogMessages messages, EventLog log, InstantSource clock) {
    SyslogSink sink = new SyslogSink(specs, messages, log, clock);
    sink.thread.start();
    return sink;
  }

  private static boolean wantsDebug(SyslogSpec spec) {
    return spec.format() == Format.RFC5424 && spec.level() == SyslogSpec.Severity.DEBUG;
  }

  private static Target target(SyslogSpec spec, EventLog log) {
    String name = spec.target();
    return new Target(
        spec,
        SyslogSender.start(
            ACTOR + " " + name,
            SyslogTransports.to(spec),
            why ->
                log.emit(ServiceEvents.sinkFailed(ACTOR, name, String.valueOf(why.getMessage()))),
            lost -> log.emit(ServiceEvents.sinkRecovered(ACTOR, name, lost))));
  }

  @Override
  public boolean enabled(Level level) {
    return level.compareTo(least) >= 0;
  }

  @Override
  public void emit(Event event) {
    if (enabled(event.level()) && !waiting.offer(new Told(clock.instant(), event))) {
      LOG.debug("more events than can be formed");
    }
  }

  /** From now on this says whether this node of a fleet speaks for a server. */
  void speaksFor(Predicate<ServerId> speaks) {
    speaksFor = speaks;
  }

  /** Goes on with another configuration. */
  void use(List<PoolSpec> pools) {
    if (!waiting.offer(new Use(clock.instant(), pools))) {
      LOG.warn("syslog lines count servers of an old configuration: too many events wait");
    }
  }

  private void run() {
    try {
      for (Item next = waiting.take(); next != End.END; next = waiting.take()) {
        if (next instanceof Told told) {
          tell(told);
        } else if (next instanceof Use use) {
          use(use);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void use(Use use) {
    Map<String, HaproxyLog.Line> ended = haproxy.use(use.pools());
    firstServers.clear();
    tracked.clear();
    for (PoolSpec pool : use.pools()) {
      for (ServerSpec server : pool.servers()) {
        firstServers.putIfAbsent(pool.name(), server.id());
        if (server.track() != null) {
          tracked.put(server.id(), server.track());
        }
      }
    }
    ended.forEach((pool, line) -> tellEnd(use.time(), pool, line));
  }

  private void tellEnd(Instant time, String pool, HaproxyLog.Line line) {
    boolean own = own(pool, null);
    for (Target target : targets) {
      if (target.spec().format() == Format.HAPROXY && tells(target, own)) {
        sendLines(target, time, List.of(line));
      }
    }
  }

  /** A line that can't be formed is a bug, but no reason to lose the others. */
  private void tell(Told told) {
    try {
      List<HaproxyLog.Line> lines = haproxy.lines(told.event());
      seq++;
      EventLine line = new EventLine(seq, told.time().truncatedTo(ChronoUnit.MILLIS), told.event());
      boolean own = own(told.event().pool(), told.event().server());
      for (Target target : targets) {
        if (tells(target, own)) {
          tell(target, told, lines, line);
        }
      }
    } catch (RuntimeException bug) {
      LOG.error("can't form the syslog lines of a {} event", told.event().name().text(), bug);
    }
  }

  /** Whether this is the node that tells it, where only one shall. */
  private boolean own(@Nullable String pool, @Nullable String server) {
    if (pool == null) {
      return true;
    }
    ServerId about = server == null ? firstServers.get(pool) : new ServerId(pool, server);
    return about == null || speaksFor.test(probed(about));
  }

  /** The server that is probed at the end of those that a server tracks. There are no loops. */
  private ServerId probed(ServerId server) {
    ServerId target = tracked.get(server);
    return target == null ? server : probed(target);
  }

  private void tell(Target target, Told told, List<HaproxyLog.Line> lines, EventLine line) {
    SyslogSpec spec = target.spec();
    if (spec.format() == Format.RFC5424) {
      if (SyslogMessages.severity(told.event().level()).compareTo(spec.level()) <= 0) {
        send(target, messages.rfc5424(spec.facility(), line));
      }
      return;
    }
    sendLines(target, told.time(), lines);
  }

  private void sendLines(Target target, Instant time, List<HaproxyLog.Line> lines) {
    for (HaproxyLog.Line text : lines) {
      if (text.severity().compareTo(target.spec().level()) <= 0) {
        send(target, messages.haproxy(target.spec().facility(), time, text));
      }
    }
  }

  private static boolean tells(Target target, boolean own) {
    return own || target.spec().emit() == SyslogSpec.Emit.EACH;
  }

  private static void send(Target target, String message) {
    target.sender().send(message.getBytes(StandardCharsets.UTF_8));
  }

  /** Tells what waits, for at most 1.5 s, and lets go of the targets. */
  @Override
  public void close() {
    try {
      if (waiting.offer(End.END, DRAIN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        thread.join(DRAIN_LIMIT.toMillis());
      }
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    targets.forEach(target -> target.sender().finish());
    long until = System.nanoTime() + DRAIN_LIMIT.toNanos();
    for (Target target : targets) {
      target.sender().close(Duration.ofNanos(until - System.nanoTime()));
    }
  }
}
