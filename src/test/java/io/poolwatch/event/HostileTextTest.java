package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Failure;
import io.poolwatch.model.Level;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.TlsInfo;
import io.poolwatch.model.Vote;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No text that came from outside breaks a line, colours it or turns it round. */
final class HostileTextTest {
  private static final String HOSTILE =
      "\u0000\u001b[31mred\u001b[0m\r\n"
          + "{\"event\":\"forged\"}\t\u009b2J\u007f\u2028\u202e\u2066\ud800";
  private static final String READ_BACK = HOSTILE.replace('\ud800', '\ufffd');

  @ParameterizedTest
  @EnumSource(EventName.class)
  void textLinesShowItEscapedWhereverItStands(EventName name) {
    for (boolean colour : List.of(false, true)) {
      String line = LineFormat.text(HOSTILE, ZoneOffset.UTC, colour).line(line(name));

      assertThat(line.replaceAll("\u001b\\[([0-9]|3[123])m", ""))
          .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]")
          .contains("\\u0000\\u001b[31mred");
    }
  }

  @ParameterizedTest
  @EnumSource(EventName.class)
  void jsonLinesAreVisibleAsciiAndGiveItBack(EventName name) throws Exception {
    String line = LineFormat.json(HOSTILE).line(line(name));

    assertThat(line).matches("[ -~]+");
    JsonNode object = new ObjectMapper().readTree(line);
    assertThat(object.get("event").asText()).isEqualTo(name.text());
    assertThat(object.get("node").asText()).isEqualTo(READ_BACK);
    assertThat(object.get("pool").asText()).isEqualTo(READ_BACK);
    assertThat(object.get("text").asText()).isEqualTo(READ_BACK);
    assertThat(object.at("/cause/info").asText()).isEqualTo(READ_BACK);
    assertThat(object.at("/cause/tls/alpn").asText()).isEqualTo(READ_BACK);
    assertThat(object.at("/failure/detail").asText()).isEqualTo(READ_BACK);
    assertThat(object.at("/votes/0/node").asText()).isEqualTo(READ_BACK);
    assertThat(object.at("/votes/0/info").asText()).isEqualTo(READ_BACK);
  }

  @Test
  void aResultForUsersIsSafeToo() {
    ServerId server = new ServerId(HOSTILE, HOSTILE);

    assertThat(ResultLine.json(server, result(), SampleEvents.NOON)).matches("[ -~]+");
    assertThat(ResultLine.text(result(), SampleEvents.NOON, false))
        .doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]");
  }

  private static EventLine line(EventName name) {
    Event event =
        Event.of(name, Level.WARN, HOSTILE)
            .server(new ServerId(HOSTILE, HOSTILE))
            .with("text", HOSTILE)
            .with("map", Map.of("key" + HOSTILE, HOSTILE))
            .with("failure", new Failure(Failure.Kind.ALERT, HOSTILE))
            .with("votes", List.of(new Vote(HOSTILE, 1, Vote.Choice.DOWN, result())))
            .with("cause", new Evidence(result(), "2/3 UP"))
            .build();
    return new EventLine(1, SampleEvents.NOON, event);
  }

  private static CheckResult result() {
    TlsInfo tls = new TlsInfo(HOSTILE, HOSTILE, HOSTILE, HOSTILE, null);
    return new CheckResult(
        Outcome.FAILED, CheckStatus.L7STS, 500, HOSTILE, Phase.RECEIVE, Timings.NONE, tls);
  }
}
