package io.poolwatch.net;

import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.TlsSpec;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.ActorAttributes;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.RunnableGraph;
import org.apache.pekko.stream.javadsl.Tcp;
import org.apache.pekko.stream.scaladsl.TcpAttributes;
import org.apache.pekko.util.ByteString;

/**
 * Opens attempts as Pekko streams over Pekko's TCP, many of them in each of a few lanes.
 *
 * <p>Needs {@code pekko.stream.materializer.io.tcp.coalesce-writes} of at least 1, or pieces are
 * told to be sent one piece too early.
 */
public final class PekkoConnectionGraph implements ConnectionGraph {
  /** A pull then says that the piece before has left: see {@link AttemptStage}. */
  private static final Attributes ONE_WRITE_AT_A_TIME = TcpAttributes.tcpWriteBufferSize(1);

  private final Materializer materializer;
  private final Tcp tcp;
  private final Attributes laneAttributes;
  private final TlsContexts contexts;
  private final Executor handshakes;
  private final AtomicReferenceArray<Lane.Entry> lanes;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * Makes a graph whose streams run in the given system.
   *
   * @param system where they run
   * @param settings how many lanes, on which dispatcher, and whether TLS sessions are resumed
   */
  public PekkoConnectionGraph(ClassicActorSystemProvider system, Settings settings) {
    this(system, settings, Clock.systemUTC());
  }

  PekkoConnectionGraph(ClassicActorSystemProvider system, Settings settings, Clock clock) {
    this.materializer = SystemMaterializer.get(system).materializer();
    this.tcp = Tcp.get(system);
    this.laneAttributes = ActorAttributes.dispatcher(settings.dispatcher());
    this.contexts = new TlsContexts(settings.tlsResumption(), clock);
    this.handshakes = system.classicSystem().dispatchers().lookup(settings.handshakes());
    this.lanes = new AtomicReferenceArray<>(settings.lanes());
    for (int i = 0; i < settings.lanes(); i++) {
      lanes.set(i, start());
    }
  }

  /**
   * How a graph runs.
   *
   * @param lanes streams that share the attempts; about one for each core
   * @param dispatcher path in the configuration of the dispatcher that they run on
   * @param handshakes the same of the one that does the costly parts of TLS handshakes
   * @param tlsResumption whether TLS sessions are resumed
   */
  public record Settings(int lanes, String dispatcher, String handshakes, boolean tlsResumption) {
    /** One lane on the default dispatcher, with resumption. */
    public static Settings defaults() {
      String dispatcher = "pekko.actor.default-dispatcher";
      return new Settings(1, dispatcher, dispatcher, true);
    }
  }

  @Override
  public void prepare(Set<TlsSpec> settings) {
    contexts.renew(settings);
  }

  @Override
  public Attempt open(
      long attempt, ConnectPlan plan, InetSocketAddress endpoint, Listener listener) {
    AttemptHandle handle = new AttemptHandle();
    lane()
        .run(
            new Lane.Work() {
              @Override
              public void run(Materializer inLane) {
                stream(handle, attempt, plan, endpoint, listener).run(inLane);
              }

              @Override
              public void failed(Throwable cause) {
                listener.crashed(cause);
              }
            });
    return handle;
  }

  private RunnableGraph<?> stream(
      AttemptHandle handle,
      long attempt,
      ConnectPlan plan,
      InetSocketAddress endpoint,
      Listener listener) {
    LocalSocket socket = new LocalSocket(handle, plan.source());
    AttemptStage stage =
        new AttemptStage(
            handle,
            socket,
            listener,
            handshakes,
            wire ->
                new Conversation(
                    attempt, plan, endpoint, contexts, listener, System::nanoTime, wire));
    Flow<ByteString, ByteString, ?> connection =
        tcp.outgoingConnection(
            endpoint,
            Optional.empty(),
            List.of(socket),
            true,
            Optional.<Duration>empty(),
            Optional.<Duration>empty());
    return Flow.fromGraph(stage).join(connection.addAttributes(ONE_WRITE_AT_A_TIME));
  }

  private Lane.Entry lane() {
    int index = Math.floorMod(turn.getAndIncrement(), lanes.length());
    Lane.Entry lane = lanes.get(index);
    if (lane.stopped()) {
      Lane.Entry next = start();
      lanes.compareAndSet(index, lane, next);
      return next;
    }
    return lane;
  }

  private Lane.Entry start() {
    return RunnableGraph.fromGraph(new Lane()).withAttributes(laneAttributes).run(materializer);
  }
}
