package io.poolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

/** One page for all who ask. */
final class SnapshotTest {
  private static final long MILLI = 1_000_000;

  /** What a page shows here. */
  record Body(int value) {}

  private final AtomicInteger value = new AtomicInteger();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicLong stamp = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private String time = "now";
  private Runnable during = () -> {};
  private final Snapshot snapshot =
      new Snapshot(
          () -> {
            looks.incrementAndGet();
            during.run();
            return new Body(value.get());
          },
          () -> new Views.Head("n", 1, stamp.get(), time),
          stamp::get,
          nanos::get);

  private static void awaitEntry(CountDownLatch asking) {
    try {
      assertThat(asking.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void happen(int now) {
    value.set(now);
    stamp.incrementAndGet();
  }

  @Test
  void allWhoAskGetTheSameBytes() {
    assertThat(snapshot.version()).isSameAs(snapshot.version());
    assertThat(looks).hasValue(1);
  }

  @Test
  void thereIsANewVersionTwiceASecondAtMost() {
    Snapshot.Version first = snapshot.version();
    happen(1);

    nanos.addAndGet(499 * MILLI);
    assertThat(snapshot.version()).isSameAs(first);
    nanos.addAndGet(MILLI);
    Snapshot.Version second = snapshot.version();

    assertThat(second.etag()).isNotEqualTo(first.etag());
    assertThat(second.plain().utf8String())
        .isEqualTo("{\"node\":\"n\",\"start\":1,\"seq\":1,\"time\":\"now\",\"value\":1}");
  }

  @Test
  void whereNothingHappenedNobodyLooks() {
    Snapshot.Version first = snapshot.version();

    nanos.addAndGet(4_999 * MILLI);
    assertThat(snapshot.version()).isSameAs(first);
    assertThat(looks).hasValue(1);
  }

  @Test
  void whatChangedWithoutAnEventShowsInAWhile() {
    Snapshot.Version first = snapshot.version();
    value.set(1);

    nanos.addAndGet(5_000 * MILLI);

    assertThat(snapshot.version().etag()).isNotEqualTo(first.etag());
  }

  @Test
  void whatLooksTheSameHasTheSameEtagAndAccountsForTheEventsSince() {
    Snapshot.Version first = snapshot.version();
    happen(0);
    nanos.addAndGet(1_000 * MILLI);

    Snapshot.Version second = snapshot.version();

    assertThat(second.etag()).isEqualTo(first.etag()).startsWith("W/\"");
    assertThat(second.head().seq()).isEqualTo(1);
    assertThat(second.plain().utf8String()).contains("\"seq\":1,");
  }

  /** Who reads the service's clock off it would be wrong by as long as nothing happened. */
  @Test
  void whereNothingHappenedItSaysAllTheSameWhenItWasLookedAt() {
    Snapshot.Version first = snapshot.version();
    nanos.addAndGet(3_600_000 * MILLI);
    time = "an hour later";

    Snapshot.Version second = snapshot.version();

    assertThat(second.etag()).isEqualTo(first.etag());
    assertThat(second.plain().utf8String()).contains("\"time\":\"an hour later\"");
    assertThat(second.gzip()).isNotEqualTo(first.gzip());
  }

  @Test
  void whoAsksAfterALongTimeWaitsForAFreshOne() {
    snapshot.version();
    happen(1);
    nanos.addAndGet(3_600_000 * MILLI);
    List<CompletableFuture<Snapshot.Version>> meanwhile = new ArrayList<>();
    CountDownLatch asking = new CountDownLatch(1);
    during =
        () -> {
          during = () -> {};
          meanwhile.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    asking.countDown();
                    return snapshot.version();
                  }));
          awaitEntry(asking);
        };

    Snapshot.Version second = snapshot.version();

    assertThat(meanwhile.get(0).join()).isSameAs(second);
  }

  @Test
  void aPageTakesATenthOfOneProcessorAtMost() {
    during = () -> nanos.addAndGet(200 * MILLI);
    Snapshot.Version first = snapshot.version();
    during = () -> {};
    happen(1);

    nanos.addAndGet(1_599 * MILLI);
    assertThat(snapshot.version()).isSameAs(first);
    nanos.addAndGet(MILLI);
    assertThat(snapshot.version().etag()).isNotEqualTo(first.etag());

    happen(2);
    nanos.addAndGet(500 * MILLI);
    assertThat(snapshot.version().body()).as("one that was made at once").isEqualTo(new Body(2));
  }

  @Test
  void whoAsksWhileAVersionIsMadeGetsTheOneBefore() {
    Snapshot.Version first = snapshot.version();
    happen(1);
    nanos.addAndGet(500 * MILLI);
    List<Snapshot.Version> meanwhile = new ArrayList<>();
    during = () -> meanwhile.add(CompletableFuture.supplyAsync(snapshot::version).join());

    Snapshot.Version second = snapshot.version();

    assertThat(second).isNotSameAs(first);
    assertThat(meanwhile).containsExactly(first);
  }

  @Test
  void theCompressedFormIsTheSamePage() throws IOException {
    Snapshot.Version version = snapshot.version();

    try (GZIPInputStream gzip =
        new GZIPInputStream(new ByteArrayInputStream(version.gzip().toArray()))) {
      assertThat(ByteString.fromArray(gzip.readAllBytes())).isEqualTo(version.plain());
    }
  }
}
