package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServerSpec;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that track others; what is wrong with them stands in bad/track.conf. */
final class TrackersTest {
  private static final String TEXT =
      """
      poolwatch.pools {
        web { check.type = http, servers { a = "10.0.0.1:80" } }
        mail {
          check { port = 25 }
          agent { port = 1 }
          servers {
            b { address = "10.0.0.1:25", track = "web/a", weight = 7 }
            c { address = "10.0.0.1:26", track = b }
          }
        }
      }
      """;

  @TempDir private Path temp;

  private ServerSpec server(String text, String id) {
    return Configs.server(
        Configs.loaded(Configs.write(temp, "p.conf", text), Configs.OPTIONS).spec(), id);
  }

  @Test
  void aTrackerHasNeitherChecksNorAgentWhateverItsPoolSays() {
    ServerSpec b = server(TEXT, "mail/b");

    assertThat(b.track()).isEqualTo(new ServerId("web", "a"));
    assertThat(b.checks()).isEmpty();
    assertThat(b.agent()).isNull();
    assertThat(b.weight()).isEqualTo(7);
  }

  @Test
  void aNameAloneIsAServerOfTheSamePool() {
    assertThat(server(TEXT, "mail/c").track()).isEqualTo(new ServerId("mail", "b"));
  }

  @Test
  void theTargetIsPartOfTheHashAndTheChecksOfThePoolAreNot() {
    ServerSpec before = server(TEXT, "mail/c");

    assertThat(server(TEXT.replace("track = b", "track = web/a"), "mail/c").hash())
        .isNotEqualTo(before.hash());
    assertThat(server(TEXT.replace("port = 25", "port = 26"), "mail/c").hash())
        .isEqualTo(before.hash());
  }

  @Test
  void nullTakesItBack() {
    assertThat(server(TEXT + "\npoolwatch.pools.mail.servers.c.track = null", "mail/c").checks())
        .hasSize(1);
  }

  @Test
  void explainSaysWhomItTracks() {
    Path file = Configs.write(temp, "p.conf", TEXT);

    assertThat(Explanation.of(file, Configs.OPTIONS, "mail/c").lines())
        .anySatisfy(line -> assertThat(line).contains("track = \"mail/b\"", "p.conf:8"))
        .noneSatisfy(line -> assertThat(line).contains("check."));
  }
}
