package io.poolwatch.api;

import io.poolwatch.net.AddressText;
import io.poolwatch.net.HttpsKeys;
import io.poolwatch.spec.ApiSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.io.Inet;
import org.apache.pekko.stream.javadsl.BidiFlow;
import org.apache.pekko.stream.javadsl.Flow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks HTTP on one address. */
final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration OPENING = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofMillis(200);

  /** Long enough for a head over a bad line; browsers and Prometheus ask again within the other. */
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60));

  private final ServerBinding binding;
  private final boolean secure;

  /**
   * How long may pass on a connection until a request has come.
   *
   * @param first since it was accepted
   * @param next since the answer before was sent
   */
  record Limits(Duration first, Duration next) {}

  private ApiServer(ServerBinding binding, boolean secure) {
    this.binding = binding;
    this.secure = secure;
  }

  /**
   * Begins to listen; blocks until it does.
   *
   * @throws IOException if it can't; says where and why
   */
  static ApiServer open(ApiSpec spec, ActorSystem<?> system, HttpAdapter adapter)
      throws IOException {
    return open(spec, system, adapter, LIMITS);
  }

  /** The same with other limits. */
  static ApiServer open(ApiSpec spec, ActorSystem<?> system, HttpAdapter adapter, Limits limits)
      throws IOException {
    String where = AddressText.of(spec.address());
    FirstRequests first = new FirstRequests(system, limits.first());
    ServerBuilder builder =
        Http.get(system.classicSystem())
            .newServerAt(spec.address().getAddress().getHostAddress(), spec.address().getPort())
            .adaptSettings(
                settings ->
                    settings
                        .withMaxConnections(spec.connections())
                        .withSocketOptions(with(first, settings.getSocketOptions())));
    if (spec.tls() != null) {
      builder = builder.enableHttps(HttpsKeys.read(spec.tls()).context());
    }
    Flow<HttpRequest, HttpResponse, NotUsed> answers =
        BidiFlow.fromGraph(new NextRequests(limits.next()))
            .join(
                Flow.of(HttpRequest.class)
                    .mapAsync(
                        1,
                        request -> {
                          first.heard(request);
                          return adapter.handle(request);
                        }));
    try {
      return new ApiServer(await(builder.bindFlow(answers), OPENING), spec.tls() != null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      throw new IOException("api can't listen on " + where + ": " + root.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("api can't listen on " + where + ": it takes too long", e);
    }
  }

  private static List<Inet.SocketOption> with(
      Inet.SocketOption one, Iterable<Inet.SocketOption> others) {
    List<Inet.SocketOption> all = new ArrayList<>(List.of(one));
    others.forEach(all::add);
    return all;
  }

  /** Where it is: {@code http://127.0.0.1:9280}. */
  String url() {
    return (secure ? "https://" : "http://") + AddressText.of(binding.localAddress());
  }

  /** Ends it, and all connections; waits at most 0.4 s. */
  @Override
  public void close() {
    try {
      await(binding.terminate(CLOSING), CLOSING.multipliedBy(2));
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("the API did not end in time", e);
    }
  }

  private static <T> T await(CompletionStage<T> stage, Duration limit)
      throws ExecutionException, TimeoutException {
    try {
      return stage.toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("interrupted");
    }
  }
}
