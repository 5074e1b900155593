package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Level;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The event log on a real pipe. */
final class LineEventLogIT {
  /** Many times what the system's pipe and the log's queue hold together. */
  private static final int FLOOD = 300_000;

  private final BlockingQueue<IOException> broken = new LinkedBlockingQueue<>();

  @Test
  void aPipeThatNobodyReadsBlocksNoEmitterAndItsEndIsTold() throws Exception {
    Process reader = new ProcessBuilder("sh", "-c", "exec tail -f /dev/null").start();
    try {
      LineEventLog log = start(reader);
      for (int i = 0; i < FLOOD; i++) {
        log.emit(event());
      }
      assertThat(broken).isEmpty();

      reader.destroyForcibly();
      assertThat(broken.poll(30, TimeUnit.SECONDS)).isNotNull();
    } finally {
      reader.destroyForcibly();
    }
  }

  @Test
  void linesArriveAtTheReader() throws Exception {
    Process reader = new ProcessBuilder("sh", "-c", "head -n 1").start();
    try {
      start(reader).emit(event());

      assertThat(new String(reader.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("node-stopped           edge-1            SIGTERM\n");
    } finally {
      reader.destroyForcibly();
    }
  }

  private LineEventLog start(Process reader) {
    return LineEventLog.start(
        reader.getOutputStream(),
        LineFormat.text("edge-1", ZoneOffset.UTC, false),
        Level.INFO,
        broken::add);
  }

  private static Event event() {
    return Event.of(EventName.NODE_STOPPED, Level.INFO, "/").with("reason", "SIGTERM").build();
  }
}
