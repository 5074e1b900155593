package io.poolwatch.net;

import io.poolwatch.model.ConnectionEvent;
import io.poolwatch.testkit.Waiting;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/** Keeps what an attempt tells, and waits for it. */
final class Recorder implements ConnectionGraph.Listener {
  private final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
  private final Consumer<ConnectionEvent> reaction;
  private volatile @Nullable Throwable crash;

  Recorder(Consumer<ConnectionEvent> reaction) {
    this.reaction = reaction;
  }

  @Override
  public void on(ConnectionEvent event) {
    events.add(event);
    reaction.accept(event);
  }

  @Override
  public void crashed(Throwable cause) {
    crash = cause;
  }

  List<ConnectionEvent> events() {
    return events;
  }

  /** The events' names in order, several of one kind in a row as one. */
  List<String> story() {
    List<String> names = new java.util.ArrayList<>();
    for (ConnectionEvent event : events) {
      String name = event.getClass().getSimpleName();
      if (names.isEmpty() || !names.get(names.size() - 1).equals(name)) {
        names.add(name);
      }
    }
    return names;
  }

  /** All bytes that came, as ISO 8859-1. */
  String received() {
    ByteString all = ByteString.emptyByteString();
    for (ConnectionEvent event : events) {
      if (event instanceof ConnectionEvent.Received some) {
        all = all.concat(some.bytes());
      }
    }
    return all.decodeString(StandardCharsets.ISO_8859_1);
  }

  Throwable awaitCrash() {
    Waiting.until(() -> crash != null, "a crash");
    Throwable cause = crash;
    if (cause == null) {
      throw new AssertionError("no crash");
    }
    return cause;
  }

  /** The last event once the attempt is over; null after a crash. */
  @Nullable ConnectionEvent awaitEnd() {
    Waiting.until(this::ended, "the end");
    return crash != null ? null : events.get(events.size() - 1);
  }

  <T extends ConnectionEvent> List<T> all(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends ConnectionEvent> T await(Class<T> type) {
    return await(type, event -> true);
  }

  <T extends ConnectionEvent> T await(Class<T> type, Predicate<T> condition) {
    Waiting.until(
        () -> all(type).stream().anyMatch(condition) || ended(),
        type.getSimpleName() + " after " + events);
    return all(type).stream()
        .filter(condition)
        .findFirst()
        .orElseThrow(
            () -> new AssertionError("no " + type.getSimpleName() + " in " + events, crash));
  }

  void awaitReceived(String text) {
    Waiting.until(() -> received().contains(text) || ended(), text);
    if (!received().contains(text)) {
      throw new AssertionError("never received " + text + " in " + events, crash);
    }
  }

  /** Whether waiting for more is in vain. */
  private boolean ended() {
    return crash != null || events.stream().anyMatch(ConnectionEvent::terminal);
  }
}
