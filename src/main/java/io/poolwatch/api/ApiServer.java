package io.poolwatch.api;

import io.poolwatch.net.AddressText;
import io.poolwatch.net.HttpsKeys;
import io.poolwatch.spec.ApiSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Speaks HTTP on one address. */
final class ApiServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServer.class);
  private static final Duration OPENING = Duration.ofSeconds(10);
  private static final Duration CLOSING = Duration.ofMillis(200);

  private final ServerBinding binding;
  private final boolean secure;

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
    String where = AddressText.of(spec.address());
    ServerBuilder builder =
        Http.get(system.classicSystem())
            .newServerAt(spec.address().getAddress().getHostAddress(), spec.address().getPort())
            .adaptSettings(settings -> settings.withMaxConnections(spec.connections()));
    if (spec.tls() != null) {
      builder = builder.enableHttps(HttpsKeys.read(spec.tls()).context());
    }
    try {
      return new ApiServer(await(builder.bind(adapter::handle), OPENING), spec.tls() != null);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      Throwable root = cause.getCause() == null ? cause : cause.getCause();
      throw new IOException("api can't listen on " + where + ": " + root.getMessage(), e);
    } catch (TimeoutException e) {
      throw new IOException("api can't listen on " + where + ": it takes too long", e);
    }
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
