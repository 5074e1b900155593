package io.poolwatch.cli;

import io.grpc.Server;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.GrpcServers;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsFiles;
import io.poolwatch.testkit.TlsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where the servers of an example stand: real daemons on ports that were free, each in a directory
 * of its own, with certificates for all names below example.org.
 */
final class Stage implements AutoCloseable {
  /**
   * What stands for the servers of a pool.
   *
   * @param port where all of them listen
   * @param up the status of a probe that passes
   * @param down the status of a probe once it has been stopped
   * @param stop ends it; may be called again
   */
  record Backend(int port, String up, String down, Runnable stop) {}

  private static final String NAMES = "*.example.org";

  private final Path directory;
  private final Identity identity;
  private final TlsFiles tls;
  private final Map<String, Backend> backends = new LinkedHashMap<>();
  private final List<String> arguments = new ArrayList<>();

  /**
   * An empty stage.
   *
   * @param directory for all files
   */
  Stage(Path directory) {
    this.directory = directory;
    Authority authority = TestCertificates.ca("Examples");
    identity = authority.certificate().names(NAMES).addresses("127.0.0.1").key("RSA").issue();
    tls = TlsFiles.write(directory, authority, identity);
    allow(directory, "rwx--x--x");
    allow(tls.key(), "rw-r--r--");
  }

  /** Sets who may do what with a file. */
  static void allow(Path file, String permissions) {
    try {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files with which daemons speak TLS. */
  TlsFiles tls() {
    return tls;
  }

  /** The key in those files. */
  PrivateKey privateKey() {
    return identity.key();
  }

  /** How in-JVM peers speak TLS. */
  TlsServer tlsServer() {
    return TlsServer.of(identity);
  }

  /** A new directory. */
  Path directory(String name) {
    try {
      return Files.createDirectory(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A daemon stands for the servers of these pools. */
  Stage put(Daemon daemon, String up, String... pools) {
    return put(daemon.port(), up, daemon::close, pools);
  }

  /** A peer stands for them. */
  Stage put(FaultyServer peer, String up, String... pools) {
    return put(peer.port(), up, peer::close, pools);
  }

  /** A gRPC server stands for them. */
  Stage put(Server server, String up, String... pools) {
    return put(server.getPort(), up, () -> GrpcServers.stop(server), pools);
  }

  /** Something stands for them that refuses connections when it has been stopped. */
  Stage put(int port, String up, Runnable stop, String... pools) {
    return put(new Backend(port, up, "L4CON", stop), pools);
  }

  /** Something stands for them. */
  Stage put(Backend backend, String... pools) {
    Arrays.stream(pools).forEach(pool -> backends.put(pool, backend));
    return this;
  }

  /** The program needs these arguments, too. */
  Stage with(String... more) {
    arguments.addAll(List.of(more));
    return this;
  }

  /** The pools for whose servers something stands. */
  Set<String> pools() {
    return backends.keySet();
  }

  /** What stands for the servers of a pool. */
  Backend backend(String pool) {
    return Objects.requireNonNull(backends.get(pool), pool);
  }

  /** Further arguments of the program. */
  List<String> arguments() {
    return arguments;
  }

  @Override
  public void close() {
    backends.values().forEach(backend -> backend.stop().run());
  }
}
