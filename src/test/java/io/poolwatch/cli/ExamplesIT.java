package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.transition;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.cli.Stage.Backend;
import io.poolwatch.config.ConfigLoader;
import io.poolwatch.config.LoadOptions;
import io.poolwatch.config.LoadResult;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.TlsFileCheck;
import io.poolwatch.spec.ServerSpec;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each example in conf/, run by the packaged program against the servers that it is for: all of
 * them are UP, and DOWN when they have been stopped. A file or a pool without a row in {@link
 * Examples} fails.
 */
final class ExamplesIT {
  private static final Path CONF = Path.of("conf");
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @TempDir private Path temp;

  static Stream<String> examples() throws IOException {
    try (Stream<Path> files = Files.list(CONF)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".conf"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itsServersAreUpUntilTheyAreStopped(String example) {
    Path file = CONF.resolve(example);
    List<ServerSpec> servers = spec(file).servers().toList();
    try (Stage stage = new Stage(temp)) {
      Examples.row(example).accept(stage);
      assertThat(servers.stream().map(server -> server.id().pool()).distinct())
          .as("rows for the pools of " + file)
          .containsExactlyInAnyOrderElementsOf(stage.pools());
      try (Program program = Program.start(arguments(file, servers, stage))) {
        for (ServerSpec spec : servers) {
          ServerId server = spec.id();
          Backend backend = stage.backend(server.pool());
          JsonNode up = program.awaitEvent(verdict(server));
          assertThat(up.path("to").asText()).as("%s", up).isEqualTo("UP");
          assertThat(up.path("cause").path("status").asText()).isEqualTo(backend.up());
        }
        stage.close();
        for (ServerSpec spec : servers) {
          ServerId server = spec.id();
          Backend backend = stage.backend(server.pool());
          JsonNode down =
              program.awaitEvent(verdict(server).and(transition(server.server(), "DOWN")));
          assertThat(down.path("cause").path("status").asText())
              .as("%s", down)
              .isEqualTo(backend.down());
        }
        program.signal("TERM");
        assertThat(program.exitCode()).isEqualTo(0);
      }
    }
  }

  private static Predicate<JsonNode> verdict(ServerId id) {
    return event("server-transition")
        .and(line -> line.path("pool").asText().equals(id.pool()))
        .and(line -> line.path("server").asText().equals(id.server()));
  }

  private static ServiceSpec spec(Path file) {
    LoadOptions options =
        new LoadOptions(List.of(), false, TlsFileCheck.NONE, Map.of(), "test-node");
    LoadResult result = ConfigLoader.load(file, options);
    if (result instanceof LoadResult.Loaded loaded) {
      return loaded.spec();
    }
    throw new AssertionError(result);
  }

  /** The example as it is, but for where the servers are, who vouches for them, and the pace. */
  private static String[] arguments(Path file, List<ServerSpec> servers, Stage stage) {
    List<String> all = new ArrayList<>(List.of("run", file.toString()));
    all.addAll(stage.arguments());
    set(all, "poolwatch.event-log.format", "json");
    set(all, "poolwatch.defaults.transport.tls.ca-file", stage.tls().ca());
    for (String pool : stage.pools()) {
      set(all, "poolwatch.pools." + pool + ".check.inter", "300ms");
      set(all, "poolwatch.pools." + pool + ".check.fastinter", "300ms");
    }
    for (ServerSpec server : servers) {
      ServerId id = server.id();
      String path = "poolwatch.pools." + id.pool() + ".servers.\"" + id.server() + "\".";
      int port = stage.backend(id.pool()).port();
      set(all, path + "address", "\"127.0.0.1:" + port + "\"");
      set(all, path + "admin", "ready");
      if (server.track() == null) {
        set(all, path + "check.timeout.connect", LIMIT.toMillis() + "ms");
        // Two servers at one address must differ in something.
        set(all, path + "check.timeout.check", LIMIT.plusMillis(all.size()).toMillis() + "ms");
      }
    }
    return all.toArray(String[]::new);
  }

  private static void set(List<String> arguments, String path, Object value) {
    arguments.addAll(List.of("--set", path + "=" + value));
  }
}
