package io.poolwatch.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nothing grows under lasting load against good and bad peers. {@code -Psoak} takes ten minutes, a
 * usual build one.
 */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
final class SoakIT {
  private static final Duration LENGTH =
      Duration.ofSeconds(Integer.getInteger("poolwatch.soak.seconds", 60));

  /** The first mark: minute 2 of 10, second 20 of 60, where a cold JVM has got warm. */
  private static final Duration FIRST = Duration.ofSeconds(Math.max(20, LENGTH.toSeconds() / 5));

  private static final double MOST_GROWTH = 1.05;
  private static final int SERVERS = 500;
  private static final int ENDPOINTS = 50;
  private static final int SAMPLES = 15;
  private static final Duration BETWEEN_SAMPLES = Duration.ofMillis(200);

  /** Pools start their threads as work comes; after two minutes they have, after 20 s not all. */
  private static final int STILL_TO_COME =
      FIRST.compareTo(Duration.ofMinutes(2)) >= 0
          ? 0
          : 2 * Runtime.getRuntime().availableProcessors();

  @TempDir private Path temp;

  @Test
  void heapThreadsAndDescriptorsStayWhatTheyWere() {
    try (EndpointFarm farm = EndpointFarm.byPath(manners())) {
      Path config =
          new FleetConfig()
              .every(Duration.ofSeconds(1))
              .httpPool("mixed", SERVERS, farm.endpoints(), "")
              .write(temp.resolve("soak.conf"));
      // The JVM's own threads, which come and go with its work, shall not blur ours.
      try (RunningPoolwatch poolwatch =
          RunningPoolwatch.start(
              config,
              temp.resolve("standard-error"),
              "-XX:-UseDynamicNumberOfCompilerThreads",
              "-XX:-UseDynamicNumberOfGCThreads")) {
        poolwatch.await("server-transition", SERVERS, Duration.ofSeconds(60));
        ForeignLoad others = ForeignLoad.now();
        lastsUntil(poolwatch, FIRST);
        Mark first = Mark.of(poolwatch.vitals());
        lastsUntil(poolwatch, LENGTH);
        Mark last = Mark.of(poolwatch.vitals());
        Map<String, String> transitions = Transitions.of(poolwatch);
        Load.tell("soak: after %d s %s", FIRST.toSeconds(), first);
        Load.tell("soak: after %d s %s", LENGTH.toSeconds(), last);
        double foreign = others.share();
        Load.tell("soak: others used %.1f %% of the processors", 100 * foreign);
        Load.tell("soak: %s", poolwatch.stop());

        assertThat(transitions).hasSize(SERVERS);
        assertThat((double) last.heapBytes()).isLessThan(first.heapBytes() * MOST_GROWTH);
        assertThat((double) last.threads())
            .isLessThan(first.threads() * MOST_GROWTH + STILL_TO_COME);
        assertThat((double) last.descriptors()).isLessThan(first.descriptors() * MOST_GROWTH);
        assertThat(farm.overlaps()).isZero();
        ForeignLoad.assumeLittle(foreign);
        assertThat(transitions.values()).as("no verdict changed").containsOnly("UP", "DOWN");
      }
    }
  }

  private static void lastsUntil(RunningPoolwatch poolwatch, Duration age) {
    Load.lasts(age.minusNanos(System.nanoTime() - poolwatch.startedNanos()));
  }

  /** Of ten endpoints five are good, and each kind of bad one is there once. */
  private static List<Manner> manners() {
    List<Manner> ten = new ArrayList<>(EnumSet.complementOf(EnumSet.of(Manner.ANSWERS)));
    ten.addAll(Collections.nCopies(5, Manner.ANSWERS));
    List<Manner> manners = new ArrayList<>();
    for (int i = 0; i < ENDPOINTS; i += ten.size()) {
      manners.addAll(ten);
    }
    return manners;
  }

  /**
   * What the process takes at one time: the medians of a few looks, as probes come and go.
   *
   * @param heapBytes live heap after a collection
   */
  private record Mark(long heapBytes, int threads, int descriptors) {
    static Mark of(ProcessVitals vitals) {
      List<Integer> threads = new ArrayList<>();
      List<Integer> descriptors = new ArrayList<>();
      for (int i = 0; i < SAMPLES; i++) {
        threads.add(vitals.threads());
        descriptors.add(vitals.descriptors());
        Load.lasts(BETWEEN_SAMPLES);
      }
      return new Mark(vitals.liveHeapBytes(), median(threads), median(descriptors));
    }

    private static int median(List<Integer> values) {
      Collections.sort(values);
      return values.get(values.size() / 2);
    }
  }
}
