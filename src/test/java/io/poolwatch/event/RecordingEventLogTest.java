package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.poolwatch.model.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RecordingEventLogTest {
  private final RecordingEventLog log = new RecordingEventLog();

  @Test
  void anEventThatComesLaterIsWaitedFor() {
    new Thread(() -> log.emit(event(EventName.NODE_STARTED))).start();

    assertThat(log.await(EventName.NODE_STARTED, Duration.ofSeconds(30)).name())
        .isEqualTo(EventName.NODE_STARTED);
  }

  @Test
  void anEventThatDoesNotComeIsAFailureThatListsTheOthers() {
    log.emit(event(EventName.NODE_STARTED));

    assertThatThrownBy(() -> log.await(EventName.NODE_STOPPED, Duration.ZERO))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("NODE_STARTED");
  }

  @Test
  void eventsBelowTheLevelAreNotKept() {
    RecordingEventLog warnings = new RecordingEventLog(Level.WARN);
    warnings.emit(event(EventName.NODE_STARTED));

    assertThat(warnings.events()).isEmpty();
  }

  private static Event event(EventName name) {
    return Event.of(name, Level.INFO, "/").build();
  }
}
