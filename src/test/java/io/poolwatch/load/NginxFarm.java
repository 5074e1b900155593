package io.poolwatch.load;

import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An nginx that answers HTTP over TLS on many endpoints, with an EC P-256 certificate made for it;
 * its access log says what came, to the millisecond.
 */
public final class NginxFarm implements Farm {
  /** The name in its certificate. */
  public static final String SERVER_NAME = "fleet.example.test";

  private static final int NANOS_PER_MILLI = 1_000_000;

  private final Process process;
  private final Path log;
  private final Path caFile;
  private final List<InetSocketAddress> endpoints;
  private final Map<String, Double> lastEnds = new HashMap<>();
  private long logOffset;
  private int overlaps;
  private int resumed;

  private NginxFarm(Process process, Path log, Path caFile, List<InetSocketAddress> endpoints) {
    this.process = process;
    this.log = log;
    this.caFile = caFile;
    this.endpoints = endpoints;
  }

  /**
   * Starts it.
   *
   * @param program the path of nginx
   * @param directory empty, where its files go
   * @param count of endpoints
   * @param resumption whether clients may resume their sessions; else each handshake is a full one
   */
  public static NginxFarm start(Path program, Path directory, int count, boolean resumption) {
    TestCertificates.Authority authority = TestCertificates.ca("load test authority");
    TestCertificates.Identity identity = authority.certificate().names(SERVER_NAME).issue();
    Path caFile =
        PemWriter.certificates(directory.resolve("ca.pem"), List.of(authority.certificateOfCa()));
    PemWriter.certificates(directory.resolve("chain.pem"), identity.chain());
    PemWriter.key(directory.resolve("key.pem"), identity.key());
    List<InetSocketAddress> endpoints = freeEndpoints(count);
    Path config =
        PemWriter.write(directory.resolve("nginx.conf"), config(directory, endpoints, resumption));
    try {
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "-p",
                  directory.toString(),
                  "-c",
                  config.toString(),
                  "-e",
                  directory.resolve("error.log").toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("output").toFile())
              .start();
      NginxFarm farm = new NginxFarm(process, directory.resolve("access.log"), caFile, endpoints);
      Waiting.until(
          () -> process.isAlive() && farm.listening(), "nginx, see " + directory + "/error.log");
      return farm;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listening() {
    try (SocketChannel probe = SocketChannel.open(endpoints.get(endpoints.size() - 1))) {
      return probe.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  private static String config(
      Path directory, List<InetSocketAddress> endpoints, boolean resumption) {
    String listen =
        endpoints.stream()
            .map(endpoint -> "    listen 127.0.0.1:%d ssl;".formatted(endpoint.getPort()))
            .collect(Collectors.joining("\n"));
    return """
    daemon off;
    worker_processes 1;
    worker_rlimit_nofile 8192;
    pid DIRECTORY/pid;
    events { worker_connections 4096; }
    http {
      client_body_temp_path DIRECTORY/body;
      proxy_temp_path DIRECTORY/proxy;
      fastcgi_temp_path DIRECTORY/fastcgi;
      uwsgi_temp_path DIRECTORY/uwsgi;
      scgi_temp_path DIRECTORY/scgi;
      log_format times '$msec $connection_time $server_port $uri $ssl_session_reused';
      access_log DIRECTORY/access.log times buffer=64k flush=500ms;
      server {
    LISTEN
        ssl_certificate DIRECTORY/chain.pem;
        ssl_certificate_key DIRECTORY/key.pem;
        ssl_session_cache CACHE;
        ssl_session_tickets TICKETS;
        location / { return 200 "ok"; }
      }
    }
    """
        .replace("LISTEN", listen)
        .replace("CACHE", resumption ? "shared:all:4m" : "off")
        .replace("TICKETS", resumption ? "on" : "off")
        .replace("DIRECTORY", directory.toString());
  }

  /** Ports that were free a moment ago. */
  private static List<InetSocketAddress> freeEndpoints(int count) {
    List<SocketChannel> held = new ArrayList<>();
    List<InetSocketAddress> endpoints = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        SocketChannel bound = SocketChannel.open();
        held.add(bound);
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        endpoints.add((InetSocketAddress) bound.getLocalAddress());
      }
      for (SocketChannel bound : held) {
        bound.close();
      }
      return endpoints;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<InetSocketAddress> endpoints() {
    return endpoints;
  }

  /** PEM file of the authority that vouches for it. */
  public Path caFile() {
    return caFile;
  }

  @Override
  public int overlaps() {
    return overlaps;
  }

  /** How many of the probes that were taken resumed a session. */
  public int resumed() {
    return resumed;
  }

  /** {@inheritDoc} Those of the last half second may be missing. */
  @Override
  public Arrivals takeArrivals() {
    Arrivals arrivals = new Arrivals();
    newLines().lines().forEach(line -> note(arrivals, line.split(" ", -1)));
    return arrivals;
  }

  private void note(Arrivals arrivals, String[] fields) {
    double end = Double.parseDouble(fields[0]);
    double begin = end - Double.parseDouble(fields[1]);
    String server = fields[2] + fields[3];
    arrivals.note(server, Math.round(begin * TimeUnit.SECONDS.toMillis(1)) * NANOS_PER_MILLI);
    Double lastEnd = lastEnds.put(server, end);
    if (lastEnd != null && begin < lastEnd) {
      overlaps++;
    }
    if (fields[4].equals("r")) {
      resumed++;
    }
  }

  private String newLines() {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(logOffset);
      byte[] bytes = new byte[Math.toIntExact(file.length() - logOffset)];
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int complete = text.lastIndexOf('\n') + 1;
      logOffset += complete;
      return text.substring(0, complete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
