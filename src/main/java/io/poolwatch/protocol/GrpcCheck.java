package io.poolwatch.protocol;

import io.poolwatch.check.Compiled;
import io.poolwatch.check.Dialogue;
import io.poolwatch.check.Http2Frames;
import io.poolwatch.check.HttpRequest.Header;
import io.poolwatch.check.Problem;
import io.poolwatch.model.TlsSpec;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The check that asks a gRPC server whether a service is serving: {@code grpc.health.v1.Health},
 * method {@code Check}, over HTTP/2 by prior knowledge or, with TLS, by ALPN.
 *
 * <p>Source: gRPC, "GRPC Health Checking Protocol" and "gRPC over HTTP2".
 *
 * @param service the service that is asked for; empty for the server as a whole
 * @param authority the {@code :authority} of the request; null for the server name of TLS, else the
 *     host and port that are connected to
 */
public record GrpcCheck(String service, @Nullable String authority) implements ProtocolCheck {
  /** Longer names of services are refused. */
  static final int MOST_SERVICE = 4096;

  @Override
  public List<String> alpn() {
    return List.of("h2");
  }

  @Override
  public String variant(Channel channel) {
    return authority(channel);
  }

  @Override
  public Compiled compile(Channel channel) {
    TlsSpec tls = channel.plan().tls();
    if (tls != null && !tls.alpn().contains("h2")) {
      String hint = "set tls.alpn = [h2], or leave it out";
      return Compiled.failed(List.of(new Problem("service", "gRPC needs h2 among tls.alpn", hint)));
    }
    if (service.length() > MOST_SERVICE) {
      String message = "longer than " + MOST_SERVICE + " characters";
      return Compiled.failed(List.of(new Problem("service", message, "name one service")));
    }
    List<Header> headers =
        List.of(
            new Header(":method", "POST"),
            new Header(":scheme", tls == null ? "http" : "https"),
            new Header(":authority", authority(channel)),
            new Header(":path", "/grpc.health.v1.Health/Check"),
            new Header("te", "trailers"),
            new Header("content-type", "application/grpc"),
            new Header("user-agent", "poolwatch"));
    ByteString request = Http2Frames.request(headers, GrpcMessages.request(service));
    return channel.converse("grpc", new Call(request, service), Http2Frames.GOODBYE);
  }

  private String authority(Channel channel) {
    if (authority != null) {
      return authority;
    }
    TlsSpec tls = channel.plan().tls();
    return tls == null || tls.serverName() == null
        ? channel.plan().destination().toString()
        : tls.serverName();
  }

  private record Call(ByteString request, String service) implements Dialogue {
    @Override
    public Conversation begin() {
      return new GrpcCall(request);
    }

    @Override
    public String describe() {
      return "gRPC: ask for the health of "
          + (service.isEmpty() ? "the server" : "'" + service + "'");
    }
  }
}
