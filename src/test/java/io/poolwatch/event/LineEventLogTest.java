package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.poolwatch.model.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LineEventLogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The lines that may wait, as promised. */
  private static final int QUEUED = 65_536;

  private final ObjectMapper mapper = new ObjectMapper();
  private final BlockingQueue<IOException> broken = new LinkedBlockingQueue<>();
  private final List<GatedStream> streams = new ArrayList<>();

  @AfterEach
  void letWritersGo() {
    streams.forEach(GatedStream::open);
  }

  @Test
  void linesAreFlushedAsSoonAsNothingWaits() throws Exception {
    GatedStream out = GatedStream.opened();
    try (LineEventLog log = start(out, Level.INFO)) {
      log.emit(info("a"));

      assertThat(out.awaitFlushed(1)).hasSize(1);
    }
  }

  @Test
  void linesAreNumberedFromOneInTheOrderOfEmission() throws Exception {
    GatedStream out = GatedStream.opened();
    LineEventLog log = start(out, Level.INFO);
    for (int i = 0; i < 1_000; i++) {
      log.emit(info("event " + i));
    }

    assertThat(log.close(PATIENCE)).isTrue();
    List<JsonNode> lines = parsed(out);
    assertThat(lines).extracting(line -> line.get("seq").asInt()).isEqualTo(numbers(1, 1_000));
    assertThat(lines)
        .extracting(line -> line.get("actor").asText())
        .isEqualTo(numbers(0, 999).stream().map(i -> "event " + i).toList());
  }

  @Test
  void eventsBelowTheLevelAreNotTold() throws Exception {
    GatedStream out = GatedStream.opened();
    LineEventLog log = start(out, Level.WARN);
    for (Level level : Level.values()) {
      log.emit(Event.of(EventName.NODE_STARTED, level, level.name()).build());
    }

    assertThat(log.close(PATIENCE)).isTrue();
    assertThat(parsed(out))
        .extracting(line -> line.get("actor").asText())
        .containsExactly("WARN", "ERROR");
    assertThat(log.enabled(Level.INFO)).isFalse();
    assertThat(log.enabled(Level.WARN)).isTrue();
  }

  @Test
  void aReaderWhoDoesNotReadBlocksNobodyAndCostsExpendableLinesFirst() throws Exception {
    GatedStream out = gated();
    LineEventLog log = start(out, Level.DEBUG);
    log.emit(info("first"));
    out.awaitWriter();
    for (int i = 0; i < QUEUED; i++) {
      log.emit(debug("waits"));
    }
    for (int i = 0; i < 100; i++) {
      log.emit(debug("lost"));
    }
    for (int i = 0; i < 10; i++) {
      log.emit(info("important"));
    }
    out.open();

    assertThat(log.close(PATIENCE)).isTrue();
    List<JsonNode> lines = parsed(out);
    assertThat(count(lines, "first")).isEqualTo(1);
    assertThat(count(lines, "waits")).isEqualTo(QUEUED - 10);
    assertThat(count(lines, "lost")).isEqualTo(0);
    assertThat(count(lines, "important")).isEqualTo(10);
    assertThat(dropped(lines)).isEqualTo(110);
  }

  @Test
  void numbersAreMissingOnlyWhereALineSaysHowMany() throws Exception {
    GatedStream out = gated();
    LineEventLog log = startSmall(out, Level.DEBUG, 1_000);
    log.emit(info("first"));
    out.awaitWriter();
    for (int i = 0; i < 1_500; i++) {
      log.emit(i % 3 == 0 ? info("important") : debug("expendable"));
    }
    out.open();
    out.awaitFlushed(1_002);
    log.emit(info("last"));

    assertThat(log.close(PATIENCE)).isTrue();
    long expected = 1;
    for (JsonNode line : parsed(out)) {
      boolean gap = line.get("event").asText().equals("events-dropped");
      expected += gap ? line.get("count").asLong() : 0;
      assertThat(line.get("seq").asLong()).isEqualTo(expected);
      expected++;
    }
    assertThat(dropped(parsed(out))).isEqualTo(500);
    assertThat(expected - 1).as("the number of the last line").isEqualTo(1 + 1_500 + 1 + 1);
  }

  @Test
  void aGapIsToldWhateverTheLevel() throws Exception {
    GatedStream out = gated();
    LineEventLog log = startSmall(out, Level.ERROR, 1);
    Event error = Event.of(EventName.ACTOR_RESTARTED, Level.ERROR, "/").build();
    log.emit(error);
    out.awaitWriter();
    log.emit(error);
    log.emit(error);
    out.open();

    assertThat(log.close(PATIENCE)).isTrue();
    assertThat(dropped(parsed(out))).isEqualTo(1);
  }

  @Test
  void eightEmittersLoseNothingBelowTheLimitAndEachKeepsItsOrder() throws Exception {
    GatedStream out = gated();
    LineEventLog log = start(out, Level.DEBUG);
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> emitters = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      String name = "emitter " + t;
      emitters.add(new Thread(() -> emit(log, go, name, 8_000)));
    }
    emitters.forEach(Thread::start);
    go.countDown();
    for (Thread emitter : emitters) {
      emitter.join();
    }
    out.open();

    assertThat(log.close(PATIENCE)).isTrue();
    List<JsonNode> lines = parsed(out);
    assertThat(lines).extracting(line -> line.get("seq").asInt()).isEqualTo(numbers(1, 64_000));
    Map<String, List<Integer>> order =
        lines.stream()
            .collect(
                Collectors.groupingBy(
                    line -> line.get("actor").asText(),
                    Collectors.mapping(line -> line.get("i").asInt(), Collectors.toList())));
    assertThat(order).hasSize(8);
    assertThat(order.values()).allSatisfy(own -> assertThat(own).isEqualTo(numbers(0, 7_999)));
  }

  @Test
  void aClosedStreamIsToldOnceAndEndsTheWriting() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            writes.incrementAndGet();
            throw new IOException("Broken pipe");
          }
        };
    LineEventLog log = start(closed, Level.INFO);
    log.emit(info("a"));

    IOException told = broken.poll(30, TimeUnit.SECONDS);
    assertThat(told).hasMessage("Broken pipe");
    log.emit(info("b"));
    assertThat(log.close(PATIENCE)).isTrue();
    assertThat(broken).isEmpty();
    assertThat(writes).hasValue(1);
  }

  @Test
  void whoeverIsToldOfAClosedStreamMayCloseTheLog() throws Exception {
    CountDownLatch closedAgain = new CountDownLatch(1);
    List<LineEventLog> self = Collections.synchronizedList(new ArrayList<>());
    GatedStream gate = gated();
    OutputStream out =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            gate.write(b);
            throw new IOException("Broken pipe");
          }
        };
    LineEventLog log =
        LineEventLog.start(
            out,
            LineFormat.json("edge-1"),
            Level.INFO,
            e -> {
              if (self.get(0).close(PATIENCE)) {
                closedAgain.countDown();
              }
            });
    self.add(log);
    log.emit(info("a"));
    gate.open();

    assertThat(closedAgain.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void closingGivesUpOnAReaderWhoDoesNotRead() throws Exception {
    GatedStream out = gated();
    LineEventLog log = start(out, Level.INFO);
    log.emit(info("a"));
    out.awaitWriter();

    assertThat(log.close(Duration.ofMillis(20))).isFalse();
  }

  @Test
  void whatIsEmittedAfterClosingIsIgnored() throws Exception {
    GatedStream out = GatedStream.opened();
    LineEventLog log = start(out, Level.INFO);
    log.emit(info("a"));
    log.close();
    log.emit(info("b"));

    assertThat(log.close(PATIENCE)).isTrue();
    assertThat(parsed(out)).extracting(line -> line.get("actor").asText()).containsExactly("a");
  }

  @Test
  void anEventThatCantBeFormedKeepsItsLineAndTheOthers() throws Exception {
    GatedStream out = GatedStream.opened();
    LineEventLog log = start(out, Level.INFO);
    Object faulty =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("a faulty value");
          }
        };
    log.emit(Event.of(EventName.NODE_STARTED, Level.INFO, "a").with("value", faulty).build());
    log.emit(info("b"));

    assertThat(log.close(PATIENCE)).isTrue();
    List<JsonNode> lines = parsed(out);
    assertThat(lines).extracting(line -> line.get("seq").asInt()).containsExactly(1, 2);
    assertThat(lines.get(0).get("unformed").asBoolean()).isTrue();
    assertThat(broken).isEmpty();
  }

  private GatedStream gated() {
    GatedStream stream = new GatedStream();
    streams.add(stream);
    return stream;
  }

  private LineEventLog start(OutputStream out, Level least) {
    return LineEventLog.start(out, LineFormat.json("edge-1"), least, broken::add);
  }

  private LineEventLog startSmall(OutputStream out, Level least, int capacity) {
    return LineEventLog.start(
        out,
        LineFormat.json("edge-1"),
        least,
        broken::add,
        new EventQueue(capacity, InstantSource.system()));
  }

  private static void emit(EventLog log, CountDownLatch go, String name, int count) {
    try {
      go.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int i = 0; i < count; i++) {
      log.emit(Event.of(EventName.CONNECTION_SENT, Level.DEBUG, name).with("i", i).build());
    }
  }

  private List<JsonNode> parsed(GatedStream out) throws IOException {
    List<JsonNode> parsed = new ArrayList<>();
    for (String line : out.lines()) {
      parsed.add(mapper.readTree(line));
    }
    return parsed;
  }

  private static List<Integer> numbers(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  private static long count(List<JsonNode> lines, String actor) {
    return lines.stream().filter(line -> line.get("actor").asText().equals(actor)).count();
  }

  private static long dropped(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.get("event").asText().equals("events-dropped"))
        .mapToLong(line -> line.get("count").asLong())
        .sum();
  }

  private static Event info(String actor) {
    return Event.of(EventName.NODE_STARTED, Level.INFO, actor).build();
  }

  private static Event debug(String actor) {
    return Event.of(EventName.CONNECTION_SENT, Level.DEBUG, actor).build();
  }
}
