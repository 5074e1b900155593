package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ServiceSpec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SelectionTest {
  @TempDir private Path temp;
  private ServiceSpec service;

  @BeforeEach
  void read() {
    service =
        Loading.spec(
            temp.resolve("poolwatch.conf"),
            """
            poolwatch.pools {
              web.servers { web2 = "127.0.0.1:82", web1 = "127.0.0.1:81" }
              db.servers { primary = "127.0.0.1:5432" }
            }
            """);
  }

  @Test
  void nothingAskedForIsEverything() {
    assertThat(ids(List.of())).containsExactly("web/web1", "web/web2", "db/primary");
  }

  @Test
  void aPoolIsAllItsServersAndNothingIsProbedTwice() {
    assertThat(ids(List.of("web", "web/web1", "web"))).containsExactly("web/web1", "web/web2");
  }

  @Test
  void serversComeInTheOrderOfTheConfiguration() {
    assertThat(ids(List.of("db/primary", "web/web2"))).containsExactly("web/web2", "db/primary");
  }

  @Test
  void forAServerThatTracksAnotherThatOneIsProbed() {
    service =
        Loading.spec(
            temp.resolve("tracking.conf"),
            """
            poolwatch.pools {
              web.servers { web1 = "127.0.0.1:81", web2 = "127.0.0.1:82" }
              mail.servers {
                a { address = "127.0.0.1:25", track = b }
                b { address = "127.0.0.1:26", track = "web/web1" }
              }
            }
            """);

    assertThat(ids(List.of("mail/a"))).containsExactly("web/web1", "mail/a");
    assertThat(ids(List.of("mail"))).containsExactly("web/web1", "mail/a", "mail/b");
  }

  @Test
  void whatIsNotThereIsToldWithTheNearestName() {
    assertThat(Selection.of(service, List.of("webb", "web/wbe1", "cache", "db")).problems())
        .containsExactly(
            service.file() + ": there is no pool 'webb' (did you mean web?)",
            service.file() + ": there is no server 'web/wbe1' (did you mean web/web1?)",
            service.file() + ": there is no pool 'cache'");
  }

  private List<String> ids(List<String> wanted) {
    Selection selection = Selection.of(service, wanted);
    assertThat(selection.problems()).isEmpty();
    return selection.servers().stream().map(server -> server.id().toString()).toList();
  }
}
