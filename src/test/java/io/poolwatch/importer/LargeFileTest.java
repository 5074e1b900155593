package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Five hundred backends with twenty thousand servers. */
final class LargeFileTest {
  private static final int BACKENDS = 500;
  private static final int SERVERS = 40;

  /** Ten seconds are promised; the machine that runs this may be shared by three. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static String large() {
    StringBuilder text = new StringBuilder("defaults\n  timeout connect 1s\n  timeout check 2s\n");
    for (int b = 0; b < BACKENDS; b++) {
      text.append("backend b").append(b).append('\n');
      text.append("  option httpchk GET /health").append(b).append(" HTTP/1.1\n");
      text.append("  http-check send hdr Host www.example.org\n");
      text.append("  http-check expect rstring \"o+k\"\n");
      text.append("  default-server inter 3s fall 4 ssl verify required ca-file ca.pem\n");
      for (int s = 0; s < SERVERS; s++) {
        String address = "10.%d.%d.%d:443".formatted(b / 250, b % 250, s);
        String own = s % 4 == 0 ? " port 8080 weight " + s : "";
        text.append("  server s%d %s check%s cookie c%d%n".formatted(s, address, own, s));
      }
    }
    return text.toString();
  }

  @Test
  void areImportedInTime() {
    String text = large();
    long start = System.nanoTime();

    ImportResult result = HaproxyImporter.read(Path.of("h.cfg"), text, Map.of());

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LIMIT);
    assertThat(result.losses()).isEmpty();
    assertThat(((ImportResult.Imported) result).hocon())
        .contains("s39 = \"10.1.249.39:443\"")
        .contains("s36 { address = \"10.1.249.36:443\", weight = 36, check.port = 8080 }");
  }
}
