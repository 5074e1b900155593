package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.config.LoadResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServerSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runtime commands put over a configuration. */
final class OverlayTest {
  private static final ServerId A = new ServerId("web", "a");

  @TempDir private Path temp;
  private final Overlay overlay = new Overlay();

  private List<ServerSpec> servers(ConfigSource source) {
    LoadResult result = overlay.over(source);
    assertThat(result).isInstanceOf(LoadResult.Loaded.class);
    return ((LoadResult.Loaded) result).spec().servers().toList();
  }

  @Test
  void itLiesOverAConfigurationThatIsImportedAsWell() throws IOException {
    Path file =
        Files.writeString(
            temp.resolve("haproxy.cfg"),
            "backend web\n  server a 10.0.0.1:80 check\n  server b 10.0.0.2:80 check\n");
    ConfigSource source = ConfigSource.of(file, List.of()).ofHaproxy();

    overlay.put(A, Map.of("address", "10.0.0.1:80", "weight", "7"));
    assertThat(servers(source))
        .extracting(server -> server.id().server() + " " + server.weight())
        .as("in their places")
        .containsExactly("a 7", "b 1");

    overlay.remove(A);
    assertThat(servers(source)).extracting(server -> server.id().server()).containsExactly("b");
  }
}
