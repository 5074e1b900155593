package io.poolwatch.node;

import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.TestCertificates;
import io.poolwatch.testkit.TestCertificates.Authority;
import io.poolwatch.testkit.TestCertificates.Identity;
import io.poolwatch.testkit.TlsFiles;
import io.poolwatch.testkit.TlsServer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** An authority that probes trust, one that they don't, and servers with certificates of both. */
final class Certificates {
  /** The name that all good certificates carry. */
  static final String NAME = "web.example";

  private static final Authority KNOWN = TestCertificates.ca("Known CA");
  private static final Authority FOREIGN = TestCertificates.ca("Foreign CA");

  static final Identity GOOD = KNOWN.certificate().names(NAME).addresses("127.0.0.1").issue();

  static final TlsServer SERVER = TlsServer.of(GOOD);
  static final TlsServer OF_OTHER_NAME = server(KNOWN.certificate().names("other.example"));
  static final TlsServer OF_FOREIGN_CA = server(FOREIGN.certificate().names(NAME));
  static final TlsServer EXPIRED =
      server(KNOWN.certificate().names(NAME).valid(daysFromNow(-30), daysFromNow(-3)));
  static final TlsServer NOT_YET_VALID =
      server(KNOWN.certificate().names(NAME).valid(daysFromNow(3), daysFromNow(30)));
  static final TlsServer WITH_CLIENT_AUTH = TlsServer.withClientAuth(GOOD, KNOWN.certificateOfCa());

  private Certificates() {}

  /** Writes one more good server's, with a kind of key that every library of TLS reads. */
  static TlsFiles forDaemons(Path directory) {
    Identity identity = KNOWN.certificate().names(NAME).addresses("127.0.0.1").key("RSA").issue();
    return TlsFiles.write(directory, KNOWN, identity);
  }

  private static TlsServer server(TestCertificates.Request request) {
    return TlsServer.of(request.issue());
  }

  private static Instant daysFromNow(int days) {
    return Instant.now().plus(days, ChronoUnit.DAYS);
  }

  /** Writes the known authority's certificate; returns the settings that name the file. */
  static String settings(Path directory) {
    Path ca = PemWriter.certificates(directory.resolve("ca.pem"), List.of(KNOWN.certificateOfCa()));
    return "ca = \"" + ca + "\"\n";
  }
}
