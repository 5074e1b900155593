package io.poolwatch.spec;

import io.poolwatch.model.TlsSpec;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where HTTP is spoken, and with whom.
 *
 * @param address where it listens; port 0 for any free one
 * @param names by which it is reached beside its address and those of loopback, in lower case
 * @param tokens who may ask; if there are none, whoever reaches a loopback address may look
 * @param tls its certificate and key; null for plain HTTP
 * @param keepEvidence whether what servers replied is kept
 * @param connections how many may be open, at least 1
 * @param series how many time series of metrics there are at most
 */
public record ApiSpec(
    InetSocketAddress address,
    List<String> names,
    List<Token> tokens,
    @Nullable TlsSpec tls,
    boolean keepEvidence,
    int connections,
    Series series) {

  public ApiSpec {
    names = List.copyOf(names);
    tokens = List.copyOf(tokens);
  }

  /** The same with other tokens. */
  public ApiSpec with(List<Token> others) {
    return new ApiSpec(address, names, others, tls, keepEvidence, connections, series);
  }

  /** What a token's owner may do, least first. */
  public enum Role {
    /** Look. */
    READ,
    /** Look, see what servers replied, and change what is wanted of them. */
    OPERATE
  }

  /**
   * A bearer token (RFC 6750).
   *
   * @param name its owner: the author of what is done with it
   * @param role what may be done
   * @param sha256 its SHA-256, 64 hexadecimal digits in lower case
   */
  public record Token(String name, Role role, String sha256) {}

  /**
   * Bounds of metrics.
   *
   * @param servers how many servers have series of their own, at least 0
   * @param pools how many pools have series of their own probes, at least 0
   */
  public record Series(int servers, int pools) {}
}
