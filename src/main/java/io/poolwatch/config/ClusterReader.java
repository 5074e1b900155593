package io.poolwatch.config;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.Secret;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.spec.ClusterSpec;
import io.poolwatch.spec.ClusterSpec.Minority;
import io.poolwatch.spec.ClusterSpec.Plaintext;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads how the nodes of a fleet judge and speak to each other, and refuses to let them whisper.
 */
final class ClusterReader {
  /** The block's name. */
  static final String NAME = "cluster";

  private static final String TLS = "tls";
  private static final List<String> NEEDED =
      List.of("ca-file", "cert-file", "key-file", "subject-name");

  /** Its keys. */
  static final Block KEYS =
      Block.of("verdict", "minority", "plaintext")
          .with(
              TLS,
              Block.of(
                  "ca-file",
                  "cert-file",
                  "key-file",
                  "key-password",
                  "key-password-file",
                  "subject-name"));

  private static final String WHAT_TO_SET =
      "set ca-file, cert-file, key-file and subject-name of poolwatch.cluster.tls; or, to try a"
          + " fleet on 127.0.0.0/8 or ::1 alone, poolwatch.cluster.plaintext = loopback-only";

  private final Settings root;
  private final Settings node;
  private final ConfigFiles files;

  /**
   * @param root the block {@code poolwatch}
   */
  ClusterReader(Settings root, ConfigFiles files) {
    this.root = root;
    this.node = root.sub("node").silently();
    this.files = files;
  }

  ClusterSpec read() {
    Settings cluster = root.sub(NAME);
    VerdictRule verdict =
        cluster.get("verdict", Types.word(VerdictRule.class), VerdictRule.MAJORITY);
    Minority minority = cluster.get("minority", Types.word(Minority.class), Minority.LOCAL);
    Plaintext plaintext = cluster.get("plaintext", Types.word(Plaintext.class), Plaintext.NEVER);
    List<HostPort> seeds = seeds();
    Settings tls = cluster.sub(TLS);
    ClusterTls secured = tls.names().isEmpty() ? null : tls(tls, !seeds.isEmpty());
    ClusterSpec spec = new ClusterSpec(verdict, minority, plaintext, secured);
    if (!seeds.isEmpty() && tls.names().isEmpty()) {
      judgePlaintext(cluster, spec, seeds);
    }
    return spec;
  }

  private List<HostPort> seeds() {
    List<HostPort> seeds = node.get("seed-nodes", Addresses.LIST);
    return seeds == null ? List.of() : seeds;
  }

  private void judgePlaintext(Settings cluster, ClusterSpec spec, List<HostPort> seeds) {
    if (!spec.plaintextOnLoopback()) {
      node.error(
          "seed-nodes",
          "the nodes of a fleet speak to each other by mutual TLS, which is not set up",
          WHAT_TO_SET);
      return;
    }
    boolean sound = true;
    for (String key : List.of("host", "bind-host")) {
      String host = node.get(key, key.equals("host") ? Addresses.HOST_ALONE : Addresses.BIND);
      if (host != null && !onLoopback(Host.literal(host))) {
        refuse(key, host);
        sound = false;
      }
    }
    for (HostPort seed : seeds) {
      if (!onLoopback(seed.literal())) {
        refuse("seed-nodes", seed.toString());
        sound = false;
      }
    }
    if (sound) {
      cluster.warning(
          "plaintext",
          "whoever can connect to this machine's loopback addresses can take part in the fleet",
          "set poolwatch.cluster.tls where it matters");
    }
  }

  private void refuse(String key, String host) {
    node.error(
        key,
        host + " is no address in 127.0.0.0/8 and not ::1, so nodes must speak TLS",
        "set ca-file, cert-file, key-file and subject-name of poolwatch.cluster.tls");
  }

  private static boolean onLoopback(Optional<InetAddress> literal) {
    return literal.isPresent() && literal.get().isLoopbackAddress();
  }

  /**
   * @param used whether there is a fleet, so that the files are looked at
   */
  private @Nullable ClusterTls tls(Settings tls, boolean used) {
    Problems problems = tls.context().problems();
    int before = problems.raisedErrors();
    for (String name : NEEDED) {
      if (!tls.has(name)) {
        tls.error(name, "must be set", "the nodes' certificates and the name they share");
      }
    }
    TlsReader reader = new TlsReader(files);
    Path ca = reader.file(tls, "ca-file", used, false);
    Path cert = reader.file(tls, "cert-file", used, false);
    Path key = reader.file(tls, "key-file", used, true);
    Secret password = new Secrets(files).read(tls, "key-password", used);
    String name = tls.get("subject-name", Addresses.SHARED_NAME);
    if (ca == null
        || cert == null
        || key == null
        || name == null
        || problems.raisedErrors() > before) {
      return null;
    }
    ClusterTls settings = new ClusterTls(ca, cert, key, password, name);
    if (used && files.look()) {
      files.problems(settings).forEach(problem -> TlsReader.tell(tls, problem));
    }
    return settings;
  }
}
