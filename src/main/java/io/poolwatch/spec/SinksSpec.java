package io.poolwatch.spec;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what happens, beside standard output.
 *
 * @param syslog the syslog targets
 * @param haproxyAgent where HAProxy's agent checks are answered, port 0 for any free one; null for
 *     nowhere
 * @param runtimeApi where runtime commands are taken; null for nowhere
 * @param api where HTTP is spoken; null for nowhere
 */
public record SinksSpec(
    List<SyslogSpec> syslog,
    @Nullable InetSocketAddress haproxyAgent,
    @Nullable RuntimeApiSpec runtimeApi,
    @Nullable ApiSpec api) {

  /** Nobody. */
  public static final SinksSpec NONE = new SinksSpec(List.of(), null, null, null);

  public SinksSpec {
    syslog = List.copyOf(syslog);
  }

  /** The same with HTTP spoken elsewhere. */
  public SinksSpec with(ApiSpec other) {
    return new SinksSpec(syslog, haproxyAgent, runtimeApi, other);
  }
}
