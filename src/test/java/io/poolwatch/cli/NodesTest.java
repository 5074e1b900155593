package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.cluster.ClusteredFleet;
import io.poolwatch.config.LoadResult;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.VerdictRule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NodesTest {
  @TempDir Path temp;

  private ClusteredFleet.Settings settings(String lines) {
    String text =
        """
        poolwatch {
          pools.web.servers.web1 = "10.0.0.1:80"
          node { name = n1, host = "127.0.0.1", seed-nodes = [ "127.0.0.1:7355" ] }
          cluster.plaintext = loopback-only
          %s
        }
        """
            .formatted(lines);
    LoadResult read = Loading.source(temp.resolve("poolwatch.conf"), text).read();
    return Nodes.fleet((LoadResult.Loaded) read, new RecordingEventLog());
  }

  @Test
  void whatTheConfigurationSaysOfTheFleetGetsThere() {
    ClusteredFleet.Settings settings =
        settings(
            """
            cluster { verdict = any, minority = hold }
            node { tags = [ eu, dmz ], zone = west }
            """);

    assertThat(settings.node()).isEqualTo("n1");
    assertThat(settings.seeds()).containsExactly("127.0.0.1:7355");
    assertThat(settings.tags()).containsExactlyInAnyOrder("eu", "dmz");
    assertThat(settings.zone()).isEqualTo("west");
    assertThat(settings.rule()).isEqualTo(VerdictRule.ANY);
    assertThat(settings.holds()).isTrue();
  }

  @Test
  void aMajorityDecidesAndTheLesserSideTellsWhatItSeesUnlessItIsSaidOtherwise() {
    ClusteredFleet.Settings settings = settings("");

    assertThat(settings.rule()).isEqualTo(VerdictRule.MAJORITY);
    assertThat(settings.holds()).isFalse();
    assertThat(settings.tags()).isEmpty();
    assertThat(settings.zone()).isNull();
  }
}
