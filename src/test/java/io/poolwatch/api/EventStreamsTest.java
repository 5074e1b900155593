package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.Level;
import io.poolwatch.testkit.Waiting;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may follow, and for how long he counts. */
final class EventStreamsTest {
  private final ActorSystem system = ActorSystem.create("streams");
  private final EventStreams streams =
      new EventStreams(
          new Timeline(), new EventId("n", 1, 0), 1, new RecordingEventLog(Level.INFO));

  private final AtomicBoolean allowed = new AtomicBoolean(true);

  @AfterEach
  void close() throws Exception {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private Source<ByteString, NotUsed> follow() {
    return streams.follow("127.0.0.1:1", allowed::get, Source.empty(), 0);
  }

  @Test
  void ofTwoWhoWereLetInTogetherOnlyOneFollows() throws Exception {
    Source<ByteString, NotUsed> one = follow();
    Source<ByteString, NotUsed> other = follow();
    assertThat(streams.full()).isFalse();

    CompletionStage<Done> following = one.runWith(Sink.ignore(), system);
    List<ByteString> pieces =
        other.runWith(Sink.seq(), system).toCompletableFuture().get(10, TimeUnit.SECONDS);

    assertThat(pieces).isEmpty();
    assertThat(following.toCompletableFuture()).isNotDone();
    assertThat(streams.open()).isEqualTo(1);
  }

  @Test
  void whoMayNoMoreWhenHisStreamBeginsHearsNothing() throws Exception {
    Source<ByteString, NotUsed> admitted = follow();

    allowed.set(false);

    List<ByteString> pieces =
        admitted.runWith(Sink.seq(), system).toCompletableFuture().get(10, TimeUnit.SECONDS);
    assertThat(pieces).isEmpty();
    assertThat(streams.open()).isZero();
  }

  @Test
  void whoIsGoneLeavesHisPlaceAtOnce() {
    var client = follow().toMat(Sink.queue(), Keep.right()).run(system);
    assertThat(streams.full()).isTrue();

    client.cancel();

    Waiting.until(() -> !streams.full(), "the place of one who is gone");
  }
}
