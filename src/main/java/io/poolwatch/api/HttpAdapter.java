package io.poolwatch.api;

import io.poolwatch.net.AddressText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stands between Pekko's requests and responses, and the router's. */
final class HttpAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpAdapter.class);
  private static final Duration BODY_LIMIT = Duration.ofSeconds(5);

  private final Router router;
  private final Materializer runner;
  private final Executor dispatcher;
  private final IntConsumer answered;
  private final boolean secure;

  /**
   * An adapter.
   *
   * @param runner reads bodies
   * @param dispatcher where requests are answered
   * @param answered told the status of each answer
   * @param secure whether answers go over TLS
   */
  HttpAdapter(
      Router router,
      Materializer runner,
      Executor dispatcher,
      IntConsumer answered,
      boolean secure) {
    this.router = router;
    this.runner = runner;
    this.dispatcher = dispatcher;
    this.answered = answered;
    this.secure = secure;
  }

  /** Answers a request, whatever it is. Called by any thread; does not block. */
  CompletionStage<HttpResponse> handle(HttpRequest request) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            access ->
                access
                    .timeoutAccess()
                    .updateHandler(asked -> response(late(asked.method().value()))));
    // Not inline: what reads bodies would run it on threads of a pool that is not the API's.
    return CompletableFuture.completedFuture(request)
        .thenComposeAsync(this::answer, dispatcher)
        .exceptionally(failed -> failed(request, failed))
        .thenApply(this::response);
  }

  /** Who may not ask is told so before he has sent a body. */
  private CompletionStage<Reply> answer(HttpRequest request) {
    try {
      Call head = call(request);
      Router.Found found = router.find(head);
      if (request.entity() instanceof HttpEntity.Strict strict) {
        return found.answer(head.with(strict.getData().toArray()));
      }
      return request
          .entity()
          .toStrict(BODY_LIMIT.toMillis(), runner)
          .thenComposeAsync(body -> answer(head, body.getData().toArray()), dispatcher);
    } catch (Refused refused) {
      request.entity().getDataBytes().runWith(Sink.cancelled(), runner);
      return CompletableFuture.completedFuture(refused.reply());
    }
  }

  /** Who might ask when he began may do so no more when his body is there. */
  private CompletionStage<Reply> answer(Call head, byte[] body) {
    try {
      return router.find(head).answer(head.with(body));
    } catch (Refused refused) {
      return CompletableFuture.completedFuture(refused.reply());
    }
  }

  /** What is said when there is no answer in time: a change that waits goes on. */
  static Reply late(String method) {
    boolean looks = method.equals("GET") || method.equals("HEAD");
    return Reply.problem(
        503, looks ? "no answer in time" : "no answer in time; it may still be done");
  }

  private static Reply failed(HttpRequest request, Throwable failed) {
    Throwable cause =
        failed instanceof CompletionException && failed.getCause() != null
            ? failed.getCause()
            : failed;
    if (cause instanceof EntityStreamSizeException) {
      return Reply.problem(413, "the body is over 64 KiB");
    }
    if (cause instanceof TimeoutException) {
      return Reply.problem(408, "the body did not come in time");
    }
    LOG.error("answering {} {} broke", request.method().value(), request.getUri().path(), cause);
    return Reply.problem(500, "this is a bug; the service's log has more");
  }

  /** A request whose body is still to come. */
  private static Call call(HttpRequest request) throws Refused {
    List<String> path = new ArrayList<>();
    request.getUri().pathSegments().forEach(path::add);
    Map<String, String> headers = new HashMap<>();
    for (HttpHeader header : request.getHeaders()) {
      headers.merge(header.lowercaseName(), header.value(), (a, b) -> a + ", " + b);
    }
    headers.put("content-type", request.entity().getContentType().toString());
    return new Call(
        request.method().value().toUpperCase(Locale.ROOT),
        path,
        query(request),
        headers,
        new byte[0],
        peer(request));
  }

  private static Map<String, String> query(HttpRequest request) throws Refused {
    Map<String, String> query = new LinkedHashMap<>();
    try {
      for (Pair<String, String> parameter : request.getUri().query().toList()) {
        if (query.put(parameter.first(), parameter.second()) != null) {
          throw new Refused(400, "a parameter is given twice");
        }
      }
    } catch (IllegalUriException e) {
      throw new Refused(400, "the parameters can't be read");
    }
    return query;
  }

  private static String peer(HttpRequest request) {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(
            remote ->
                remote
                    .getAddress()
                    .map(ip -> AddressText.of(new InetSocketAddress(ip, remote.getPort()))))
        .orElse("unknown");
  }

  private HttpResponse response(Reply reply) {
    answered.accept(reply.status());
    return plain(reply, secure);
  }

  /** A reply as Pekko sends it. */
  static HttpResponse plain(Reply reply, boolean secure) {
    HttpResponse response = HttpResponse.create().withStatus(reply.status());
    for (Map.Entry<String, String> header : Headers.of(reply, secure).entrySet()) {
      response = response.addHeader(RawHeader.create(header.getKey(), header.getValue()));
    }
    return response.withEntity(entity(reply));
  }

  private static ResponseEntity entity(Reply reply) {
    if (reply.type().isEmpty()) {
      return HttpEntities.EMPTY;
    }
    var type = ContentTypes.parse(reply.type());
    return reply.stream() == null
        ? HttpEntities.create(type, reply.body())
        : HttpEntities.createChunked(type, reply.stream().get());
  }
}
