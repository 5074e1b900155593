package io.poolwatch.cluster;

import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Level;
import io.poolwatch.model.VerdictRule;
import io.poolwatch.testkit.Waiting;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.Test;

/** A node's part in a fleet, without the fleet. */
final class ClusteredFleetTest {

  /** Else the node would stay a member that votes no more, for good. */
  @Test
  void theLocalActorSystemEndsWithTheFleetsActor() {
    ActorSystem<Void> local = ActorSystem.create(Behaviors.empty(), "local");
    try {
      ClusteredFleet.Settings settings =
          new ClusteredFleet.Settings(
              "n1",
              Set.of(),
              null,
              List.of(),
              VerdictRule.MAJORITY,
              false,
              () -> {
                throw new AssertionError("no actor system here");
              });
      ClusteredFleet.create(
          local,
          settings,
          new RecordingEventLog(Level.INFO),
          () -> {
            throw new IllegalStateException("a bug");
          },
          null);

      Waiting.until(() -> local.whenTerminated().isCompleted(), "the actor system to end");
    } finally {
      local.terminate();
    }
  }
}
