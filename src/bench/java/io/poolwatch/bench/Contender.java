package io.poolwatch.bench;

import io.poolwatch.load.FleetConfig;
import io.poolwatch.load.NginxFarm;
import io.poolwatch.load.ProcessVitals;
import io.poolwatch.load.Programs;
import io.poolwatch.load.RunningPoolwatch;
import io.poolwatch.testkit.PemWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A program that probes a fleet, as a process of its own. */
interface Contender extends AutoCloseable {

  ProcessVitals vitals();

  /** Ends it; what it has to say about its probes, if anything. */
  String stop();

  @Override
  void close();

  /** The packaged Poolwatch. */
  static Contender poolwatch(Fleet fleet, Path directory) {
    FleetConfig config = new FleetConfig().every(fleet.interval());
    String check = fleet.kind().http() ? "check { type = http, request.path = \"/health\" }" : "";
    String tls =
        fleet.kind().tls()
            ? "transport.tls { enabled = true, server-name = \"%s\", ca-file = \"%s\" }"
                .formatted(NginxFarm.SERVER_NAME, fleet.caFile())
            : "";
    for (int i = 0; i < fleet.pools(); i++) {
      config.pool("p" + i, fleet.endpoints(), check + "\n    " + tls);
    }
    RunningPoolwatch running =
        RunningPoolwatch.start(
            config.write(directory.resolve("poolwatch.conf")),
            directory.resolve("poolwatch.errors"),
            System.getProperty("poolwatch.bench.java-options", ""));
    running.await("node-started", 1, Duration.ofSeconds(30));
    return new Contender() {
      @Override
      public ProcessVitals vitals() {
        return running.vitals();
      }

      @Override
      public String stop() {
        return running.stop().toString();
      }

      @Override
      public void close() {
        running.close();
      }
    };
  }

  /**
   * HAProxy, doing the same.
   *
   * @param threads its {@code nbthread}
   */
  static Contender haproxy(Fleet fleet, Path directory, int threads) throws IOException {
    Path program = Programs.find("haproxy").orElseThrow(() -> new IOException("no haproxy found"));
    Path config =
        PemWriter.write(directory.resolve("haproxy.cfg"), haproxyConfig(fleet, directory, threads));
    Process process =
        new ProcessBuilder(program.toString(), "-db", "-q", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("haproxy.output").toFile())
            .start();
    return new Contender() {
      @Override
      public ProcessVitals vitals() {
        return new ProcessVitals(process.pid());
      }

      @Override
      public String stop() {
        close();
        return "";
      }

      @Override
      public void close() {
        process.destroy();
        try {
          if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    };
  }

  private static String haproxyConfig(Fleet fleet, Path directory, int threads) {
    StringBuilder text = new StringBuilder();
    // It wants a frontend: a socket in the file system takes no port.
    text.append(
        """
        global
          nbthread %d
          maxconn 2000
        defaults
          mode tcp
          timeout connect 500ms
          timeout client 5s
          timeout server 5s
          timeout check 500ms
        frontend unused
          bind unix@%s/haproxy.sock
        """
            .formatted(threads, directory));
    for (int pool = 0; pool < fleet.pools(); pool++) {
      text.append("backend p").append(pool).append('\n');
      if (fleet.kind().http()) {
        text.append(
            """
              option httpchk
              http-check send meth GET uri /health ver HTTP/1.1 hdr Host %s hdr User-Agent haproxy \
            hdr Connection close
              http-check expect status 200-399
            """
                .formatted(NginxFarm.SERVER_NAME));
      }
      int number = 0;
      for (InetSocketAddress endpoint : fleet.endpoints()) {
        text.append(
            "  server s%d 127.0.0.1:%d check inter %dms%s%n"
                .formatted(
                    number++, endpoint.getPort(), fleet.interval().toMillis(), haproxyTls(fleet)));
      }
    }
    return text.toString();
  }

  private static String haproxyTls(Fleet fleet) {
    return fleet.kind().tls()
        ? " check-ssl verify required ca-file %s check-sni %s verifyhost %s%s"
            .formatted(
                Objects.requireNonNull(fleet.caFile()),
                NginxFarm.SERVER_NAME,
                NginxFarm.SERVER_NAME,
                fleet.kind() == Kind.TLS ? " no-ssl-reuse" : "")
        : "";
  }
}
