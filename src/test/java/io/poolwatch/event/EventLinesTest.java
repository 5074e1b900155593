package io.poolwatch.event;

import static io.poolwatch.model.Timings.NONE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.poolwatch.Golden;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Level;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.TlsInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The lines of every event, as users see them. */
final class EventLinesTest {
  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void everyEventHasASample() {
    assertThat(samples()).extracting(Event::name).contains(EventName.values());
  }

  @Test
  void jsonLinesAreAsReviewed() {
    Golden.assertMatches("events.jsonl", lines(LineFormat.json("edge-1")));
  }

  @Test
  void textLinesAreAsReviewed() {
    Golden.assertMatches(
        "events.txt", lines(LineFormat.text("edge-1", ZoneOffset.ofHours(1), false)));
  }

  @Test
  void colouredLinesAreThePlainOnesWithColoursThatEnd() {
    String plain = lines(LineFormat.text("edge-1", ZoneOffset.UTC, false));
    String coloured = lines(LineFormat.text("edge-1", ZoneOffset.UTC, true));

    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(plain);
    assertThat(coloured.lines())
        .allSatisfy(
            line ->
                assertThat(line)
                    .matches("(?:[^\u001b]|\u001b\\[[1-9]\\d?m[^\u001b]*\u001b\\[0m)*"));
    assertThat(coloured).contains("\u001b[32mUP\u001b[0m → \u001b[31mDOWN\u001b[0m");
  }

  @Test
  void eachJsonLineIsOneObjectThatRoundTripsWithTheCommonFieldsFirst() throws Exception {
    for (String line : lines(LineFormat.json("edge-1")).lines().toList()) {
      JsonNode object = mapper.readTree(line);

      assertThat(mapper.writeValueAsString(object)).isEqualTo(line);
      assertThat(object.fieldNames())
          .toIterable()
          .startsWith("time", "seq", "level", "node", "event", "actor");
      assertThat(object.get("time").asText()).isEqualTo("2025-03-01T12:00:00.123Z");
    }
  }

  @Test
  void aResultForUsersHasTheFieldsOfTheEvent() throws Exception {
    JsonNode event =
        mapper.readTree(
            line(Events.checkResult("/", SampleEvents.WEB1, SampleEvents.OK, "3/3 UP", true)));
    JsonNode result =
        mapper.readTree(ResultLine.json(SampleEvents.WEB1, SampleEvents.OK, SampleEvents.NOON));

    assertThat(result.fieldNames())
        .toIterable()
        .containsExactly(
            "pool",
            "server",
            "result",
            "status",
            "description",
            "code",
            "phase",
            "durationMs",
            "timings",
            "tls");
    assertThat(result.properties())
        .allSatisfy(field -> assertThat(event.get(field.getKey())).isEqualTo(field.getValue()));
  }

  @Test
  void whatAResultDoesNotHaveIsAbsent() {
    assertThat(ResultLine.json(SampleEvents.WEB1, SampleEvents.LATE, SampleEvents.NOON))
        .contains("\"result\":\"inconclusive\"")
        .doesNotContain("code", "durationMs", "timings", "tls", "null");
  }

  @Test
  void aResultInWords() {
    assertThat(ResultLine.text(SampleEvents.REFUSED, SampleEvents.NOON, false))
        .isEqualTo("L4CON connection refused while connecting to 127.0.0.1:8080 after 0.4 ms");
  }

  @Test
  void theStatusOfAResultHasTheColourOfItsOutcome() {
    assertThat(ResultLine.text(SampleEvents.OK, SampleEvents.NOON, true))
        .startsWith("\u001b[32mL7OK\u001b[0m 200");
    assertThat(ResultLine.text(SampleEvents.REFUSED, SampleEvents.NOON, true))
        .startsWith("\u001b[31mL4CON\u001b[0m");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-03-14T12:00:00.123456Z, 13 days left",
    "2025-03-03T11:59:59Z, 1 day left",
    "2025-03-02T11:59:59Z, less than a day left",
    "2025-03-01T11:59:59Z, expired",
  })
  void theTimeThatACertificateHasLeftIsToldInDays(Instant notAfter, String words) {
    TlsInfo tls = new TlsInfo("TLSv1.3", "TLS_AES_128_GCM_SHA256", null, null, notAfter);
    CheckResult result =
        new CheckResult(
            Outcome.PASSED, CheckStatus.L6OK, CheckResult.NO_CODE, "", Phase.TLS, NONE, tls);

    assertThat(ResultLine.text(result, SampleEvents.NOON, false))
        .isEqualTo("L6OK (TLSv1.3, certificate " + words + ")");
  }

  @Test
  void aFieldThatNoSentenceKnowsIsToldAllTheSame() {
    assertThat(
            text(
                Event.of(EventName.NODE_STOPPED, Level.INFO, "/")
                    .with("reason", "SIGTERM")
                    .with("uptimeMs", Duration.ofMillis(1500))))
        .endsWith("SIGTERM  uptimeMs=1.5 s");
  }

  @Test
  void aFieldWhosePartnerIsMissingIsToldAllTheSame() {
    assertThat(text(Event.of(EventName.POOL_TRANSITION, Level.INFO, "/").with("usable", 2)))
        .endsWith("usable=2");
  }

  private static String text(Event.Builder event) {
    return LineFormat.text("edge-1", ZoneOffset.UTC, false)
        .line(new EventLine(1, SampleEvents.NOON, event.build()));
  }

  private static List<Event> samples() {
    List<Event> samples = new ArrayList<>(SampleEvents.all());
    samples.addAll(SampleEvents.story());
    return samples;
  }

  private static String line(Event event) {
    return LineFormat.json("edge-1").line(new EventLine(1, SampleEvents.NOON, event));
  }

  private static String lines(LineFormat format) {
    List<Event> samples = samples();
    List<EventLine> lines = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      lines.add(new EventLine(i + 1, SampleEvents.NOON, samples.get(i)));
    }
    return lines.stream().map(format::line).collect(Collectors.joining("\n", "", "\n"));
  }
}
