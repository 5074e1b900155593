package io.poolwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.config.LoadResult;
import io.poolwatch.event.Event;
import io.poolwatch.event.EventName;
import io.poolwatch.event.RecordingEventLog;
import io.poolwatch.model.ServerId;
import io.poolwatch.spec.ServiceSpec;
import io.poolwatch.testkit.PemWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReloaderTest {
  private static final String BEFORE =
      """
      poolwatch.pools.web.servers {
        kept = "127.0.0.1:80"
        gone = "127.0.0.1:81"
        other = "127.0.0.1:82"
      }
      """;

  @TempDir private Path temp;

  private final RecordingEventLog log = new RecordingEventLog();
  private final StringWriter err = new StringWriter();
  private final List<ServiceSpec> updates = new ArrayList<>();
  private final Deque<Runnable> thread = new ArrayDeque<>();
  private final Deque<Runnable> meanwhile = new ArrayDeque<>();
  private Path file;
  private ConfigSource source;
  private ServiceSpec spec;

  @BeforeEach
  void writeConfiguration() {
    file = temp.resolve("poolwatch.conf");
    spec = Loading.spec(file, BEFORE);
    source = Loading.source(file, BEFORE);
  }

  @Test
  void whatWasAddedRemovedAndChangedIsToldAndPutInForce() {
    try (Reloader reloader = reloader(source::read)) {
      PemWriter.write(
          file,
          """
          poolwatch.pools.web.servers {
            kept = "127.0.0.1:80"
            other = "127.0.0.1:92"
            added = "127.0.0.1:83"
          }
          """);

      Event told = reload(reloader);

      assertThat(told.name()).isEqualTo(EventName.CONFIG_RELOADED);
      assertThat(told.fields())
          .containsEntry("added", List.of(new ServerId("web", "added")))
          .containsEntry("removed", List.of(new ServerId("web", "gone")))
          .containsEntry("changed", List.of(new ServerId("web", "other")));
      assertThat(updates).hasSize(1);
      assertThat(updates.get(0).servers()).hasSize(3);
    }
  }

  @Test
  void theNextDifferenceIsToTheConfigurationInForce() {
    try (Reloader reloader = reloader(source::read)) {
      PemWriter.write(file, BEFORE + "poolwatch.pools.web.servers.added = \"127.0.0.1:83\"");
      reload(reloader);

      Event second = reload(reloader);

      assertThat(second.fields()).containsEntry("added", List.of());
    }
  }

  @Test
  void aConfigurationWithErrorsChangesNothingAndIsToldInFull() {
    try (Reloader reloader = reloader(source::read)) {
      PemWriter.write(file, BEFORE + "poolwatch.pools.web.check.fall = -1\npoolwatch.nod.a = 1\n");

      Event told = reload(reloader);

      assertThat(told.name()).isEqualTo(EventName.CONFIG_REFUSED);
      assertThat(told.fields().get("problems"))
          .asInstanceOf(InstanceOfAssertFactories.LIST)
          .hasSize(2);
      assertThat(err.toString().lines())
          .hasSize(2)
          .allSatisfy(line -> assertThat(line).startsWith(file + ":"));
      assertThat(updates).isEmpty();
    }
  }

  @Test
  void settingsThatNeedARestartAreNamed() {
    try (Reloader reloader = reloader(source::read)) {
      PemWriter.write(file, BEFORE + "poolwatch.node.port = 7444\n");

      Event told = reload(reloader);

      assertThat(told.fields()).containsEntry("needRestart", List.of("poolwatch.node.port"));
      assertThat(err.toString()).contains("warning: poolwatch.node.port");
    }
  }

  @Test
  void requestsBeforeTheReadingBeginsAreOneAndOneThatComesLaterIsOneMore() {
    AtomicInteger reads = new AtomicInteger();
    try (Reloader reloader =
        reloader(
            () -> {
              reads.incrementAndGet();
              return source.read();
            })) {
      reloader.request();
      reloader.request();
      reloader.request();
      work();
      assertThat(reads).hasValue(1);

      reloader.request();
      work();
      assertThat(reads).hasValue(2);
    }
  }

  @Test
  void aRequestWhileTheFileIsBeingReadIsNotLost() {
    try (Reloader reloader = reloader(this::readWithInterruptions)) {
      meanwhile.add(reloader::request);
      reloader.request();
      work();

      assertThat(log.events(EventName.CONFIG_RELOADED)).hasSize(2);
    }
  }

  @Test
  void aBugWhileReadingIsToldAndTheNextRequestIsServed() {
    AtomicInteger reads = new AtomicInteger();
    try (Reloader reloader =
        reloader(
            () -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("broken reader");
              }
              return source.read();
            })) {
      assertThat(reload(reloader).name()).isEqualTo(EventName.CONFIG_REFUSED);
      assertThat(reload(reloader).name()).isEqualTo(EventName.CONFIG_RELOADED);
    }
  }

  @Test
  void whatIsReadWhenTheEndHasComeIsNotPutInForce() {
    try (Reloader reloader = reloader(this::readWithInterruptions)) {
      meanwhile.add(reloader::close);
      reloader.request();
      work();

      assertThat(updates).isEmpty();
      assertThat(log.events()).isEmpty();
    }
  }

  @Test
  void theEndDoesNotWaitForWhatIsBeingPutInForce() throws Exception {
    CompletableFuture<ServiceSpec> underWay = new CompletableFuture<>();
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    Reloader reloader =
        new Reloader(
            source::read,
            spec,
            next -> {
              underWay.complete(next);
              ended.join();
            },
            log,
            new PrintWriter(err, true),
            Reloader.ownThread());
    reloader.request();
    underWay.get(30, TimeUnit.SECONDS);

    CompletableFuture.runAsync(reloader::close).get(30, TimeUnit.SECONDS);

    assertThat(ended.complete(true)).isTrue();
  }

  @Test
  void nothingIsToldOfABugOnceTheEndHasCome() {
    Reloader reloader =
        reloader(
            () -> {
              throw new IllegalStateException("broken reader");
            });
    reloader.request();
    reloader.close();
    work();

    assertThat(log.events()).isEmpty();
  }

  /** Something happens while the file is being read. */
  private LoadResult readWithInterruptions() {
    if (!meanwhile.isEmpty()) {
      meanwhile.removeFirst().run();
    }
    return source.read();
  }

  private Reloader reloader(Supplier<LoadResult> reads) {
    return new Reloader(
        reads, spec, updates::add, log, new PrintWriter(err, true), thread::addLast);
  }

  /** Asks for a reload, does what is to be done, and returns the last event. */
  private Event reload(Reloader reloader) {
    reloader.request();
    work();
    List<Event> told = log.events();
    return told.get(told.size() - 1);
  }

  private void work() {
    while (!thread.isEmpty()) {
      thread.removeFirst().run();
    }
  }
}
