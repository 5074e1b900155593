package io.poolwatch.testkit;

import io.poolwatch.model.ClusterTls;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The PEM files of one node of a fleet, in a directory of its own. */
public final class NodeFiles {
  /** The name that the nodes' certificates carry. */
  public static final String SUBJECT = "fleet.example.org";

  private final Path directory;

  private NodeFiles(Path directory) {
    this.directory = directory;
  }

  /** The files of a node that an authority vouches for, and that trusts the same. */
  public static NodeFiles of(Path directory, Authority authority) {
    return of(directory, authority, authority.certificate().names(SUBJECT).issue());
  }

  /** Files that hold these. */
  public static NodeFiles of(Path directory, Authority trusted, Identity identity) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    NodeFiles files = new NodeFiles(directory);
    files.trust(trusted);
    files.use(identity);
    return files;
  }

  /** Other CAs to trust. */
  public void trust(Authority... authorities) {
    PemWriter.certificates(
        ca(), List.of(authorities).stream().map(Authority::certificateOfCa).toList());
  }

  /** Another certificate, and its key with it in one file, so that both change at once. */
  public void use(Identity identity) {
    Path aside = directory.resolve("node.new");
    PemWriter.write(
        aside,
        PemWriter.text(identity.chain())
            + PemWriter.block("PRIVATE KEY", identity.key().getEncoded()));
    try {
      Files.move(aside, node(), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Makes certificate and key unreadable. */
  public void spoil() {
    PemWriter.write(node(), "no longer a PEM file");
  }

  /** The file of the trusted CAs. */
  public Path ca() {
    return directory.resolve("ca.pem");
  }

  /** The file of the certificate and of the key. */
  public Path node() {
    return directory.resolve("node.pem");
  }

  /** The settings that name these files. */
  public ClusterTls settings() {
    return new ClusterTls(ca(), node(), node(), null, SUBJECT);
  }
}
