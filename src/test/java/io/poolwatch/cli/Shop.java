package io.poolwatch.cli;

import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Step;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TlsFiles;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A small shop's servers in three pools, all well until they are stopped. */
final class Shop implements AutoCloseable {
  private static final String NAME = "pay.example";
  private static final Step REQUEST = Step.readUntil("\r\n\r\n");
  private static final Step REPLY = Step.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok\n");

  private final Map<String, FaultyServer> servers = new LinkedHashMap<>();
  private final TlsFiles tls;

  /**
   * All of them at work.
   *
   * @param directory for certificates
   */
  Shop(Path directory) {
    Authority authority = TestCertificates.ca("Shop");
    for (String web : new String[] {"web1", "web2", "web3", "web4"}) {
      servers.put(web, FaultyServer.playing(REQUEST, REPLY, Step.readToEnd()));
    }
    Map.of("pay1", 9, "pay2", 80)
        .forEach((pay, days) -> servers.put(pay, pay(authority, Duration.ofDays(days))));
    for (String cache : new String[] {"cache1", "cache2"}) {
      servers.put(
          cache,
          FaultyServer.playing(Step.readUntil("PING"), Step.send("+PONG"), Step.readToEnd()));
    }
    tls =
        TlsFiles.write(directory, authority, authority.certificate().names(NAME).key("EC").issue());
  }

  private static FaultyServer pay(Authority authority, Duration left) {
    Instant now = Instant.now();
    Instant end = now.plus(left).plus(Duration.ofHours(1));
    TlsServer server =
        TlsServer.of(
            authority
                .certificate()
                .names(NAME)
                .key("EC")
                .valid(now.minus(Duration.ofDays(10)), end)
                .issue());
    return FaultyServer.playing(Step.startTls(server), REQUEST, REPLY, Step.readToEnd());
  }

  /** The pools, as a configuration has them below {@code poolwatch}. */
  String pools() {
    return """
    defaults.check { inter = 200ms, fall = 3, rise = 2 }
    pools {
      web {
        check { type = http, request { path = "/health" } }
        servers { web1 = %s, web2 = %s, web3 = %s, web4 = %s }
      }
      payment {
        check { type = http, request { path = "/health" } }
        transport.tls { enabled = true, server-name = "pay.example", ca-file = "%s" }
        servers { pay1 = %s, pay2 = %s }
      }
      cache {
        check { type = script, steps = [ { send = "PING" }, { expect { string = "+PONG" } } ] }
        servers { cache1 = %s, cache2 = %s }
      }
    }
    """
        .formatted(
            at("web1"),
            at("web2"),
            at("web3"),
            at("web4"),
            tls.ca(),
            at("pay1"),
            at("pay2"),
            at("cache1"),
            at("cache2"));
  }

  private String at(String server) {
    return "\"127.0.0.1:%d\"".formatted(server(server).port());
  }

  private FaultyServer server(String name) {
    return Objects.requireNonNull(servers.get(name), name);
  }

  /** Ends a server: whoever connects is refused. */
  void stop(String server) {
    server(server).close();
  }

  @Override
  public void close() {
    servers.values().forEach(FaultyServer::close);
  }
}
