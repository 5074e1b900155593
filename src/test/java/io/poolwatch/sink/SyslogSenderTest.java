package io.poolwatch.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.testkit.Waiting;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is told of messages that are lost. */
@Timeout(120)
final class SyslogSenderTest {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch reads = new CountDownLatch(1);

  /** Takes one message, and then none until it is let. */
  private final class Deaf implements SyslogTransport {
    @Override
    public void open() {}

    @Override
    public void send(byte[] message) throws IOException {
      taken.countDown();
      try {
        reads.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public void close() {}
  }

  @Test
  void whatATargetDoesNotTakeInTimeIsToldOnceAndCounted() throws InterruptedException {
    SyslogSender sender =
        SyslogSender.start(
            "test",
            new Deaf(),
            why -> told.add("failed: " + why.getMessage()),
            lost -> told.add("recovered: " + lost));
    sender.send(new byte[] {1});
    taken.await();
    for (int i = 0; i < SyslogSender.CAPACITY; i++) {
      sender.send(new byte[] {2});
    }
    assertThat(told).isEmpty();

    sender.send(new byte[] {3});
    sender.send(new byte[] {4});
    assertThat(told).containsExactly("failed: 16384 messages wait, and it takes none");

    reads.countDown();
    Waiting.until(() -> told.size() == 2, "the recovery");
    sender.close(Duration.ofSeconds(5));
    assertThat(told).element(1).isEqualTo("recovered: 2");
  }
}
