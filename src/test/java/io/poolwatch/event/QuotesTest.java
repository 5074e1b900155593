package io.poolwatch.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.Admin;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.OperationalState;
import io.poolwatch.model.Outcome;
import io.poolwatch.model.Phase;
import io.poolwatch.model.ServerId;
import io.poolwatch.model.Timings;
import io.poolwatch.model.Verdict;
import io.poolwatch.model.Vote;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server replied is not told to all who may look. */
final class QuotesTest {
  private static final ServerId WEB1 = new ServerId("web", "web1");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "503 Service Unavailable: expected status 200-399 | =",
        "no body to look for string 'ok' in | =",
        "did not match string 'ok': got 'SECRET' (6 bytes)"
            + " | did not match string 'ok': got '...' (6 bytes)",
        "string 'got ': got 'SECRET' (6 bytes) | string 'got '...' (6 bytes)",
        "regex 'a'b' at step 2: got 'SECRET' (6 bytes) | regex 'a'b' at step 2: got '...' (6"
            + " bytes)",
        "regex 'a 'b' (c)': got 'SECRET' | regex 'a 'b' (c)'...'",
        "regex '\\Qa\\': got 'SECRET' (6 bytes) | regex '\\Qa\\': got '...' (6 bytes)",
        "regex 'a' string ': got 'SECRET' (6 bytes) | regex 'a' string ': got '...' (6 bytes)",
        "at step 1 comment: 'C:\\': the head has not ended: got 'SECRET'"
            + " | at step 1 comment: 'C:\\': the head has not ended: got '...'",
        "unknown CA (issuer CN=it's) | =",
        "header A (exact 'b') comment: 'it is' | =",
        "not an answer of DNS: 'SECRET' | not an answer of DNS: '...'",
        "exited with 1: 'SECRET' | exited with 1: '...'",
        "the query gave 'SECRET', expected 'x' | the query gave '...'",
        "503 Can't: got 'SECRET' (6 bytes) | 503 Can't: got '...' (6 bytes)",
        "got 'a\\'SECRET\\'' (9 bytes) | got '...' (9 bytes)",
        "got 'a\\'SECRET | got '...'",
        "got 'SECRET | got '...'",
        "peer does not speak TLS (it sent 'SECRET') | peer does not speak TLS (it sent '...')"
      })
  void whatIsQuotedOfAReplyIsCut(String text, String expected) {
    String cut = expected.equals("=") ? text : expected;

    assertThat(Quotes.cut(text)).isEqualTo(cut);
  }

  private static CheckResult found(@Nullable String own) {
    return new CheckResult(
        Outcome.FAILED,
        CheckStatus.L7STS,
        503,
        "503 SECRET: expected status 200",
        Phase.RECEIVE,
        Timings.NONE,
        null,
        null,
        null,
        own);
  }

  @Test
  void ofAResultOurOwnWordsAreTold() {
    assertThat(Quotes.info(found("503: expected status 200")))
        .isEqualTo("503: expected status 200");
    assertThat(Quotes.info(found(null))).isEqualTo("503 SECRET: expected status 200");
    assertThat(Quotes.info(found("got 'SECRET'"))).isEqualTo("got '...'");
  }

  @Test
  void anEventIsToldInOurOwnWordsWhereverAResultIs() {
    CheckResult found = found("503: expected status 200");
    Vote vote = new Vote("n1@h:1#2", 1, Vote.Choice.DOWN, found);
    Verdict down = new Verdict(OperationalState.DOWN, true, true, List.of(vote));
    Admin ready = Admin.of(AdminState.READY);
    Evidence cause = new Evidence(found, "0/2 DOWN");

    for (Event event :
        List.of(
            Events.serverTransition("a", WEB1, OperationalState.UP, down, ready, true, null, cause),
            Events.contested("a", WEB1, true, List.of(vote)),
            Events.checkResult("a", WEB1, found, "0/2 DOWN", true))) {
      Event own = Quotes.own(event);
      assertThat(own.toString()).doesNotContain("SECRET").contains("503: expected status 200");
      assertThat(own.fields().keySet()).isEqualTo(event.fields().keySet());
      assertThat(own.server()).isEqualTo(event.server());
    }
  }

  @Test
  void ofABugTheKindIsToldAndNotWhatItWasAbout() {
    Exception bug = new NumberFormatException("For input string: \"SECRET\"");

    assertThat(Quotes.own(ServiceEvents.actorRestarted("a", WEB1, bug)).fields())
        .containsOnly(Map.entry("cause", "java.lang.NumberFormatException"));
  }

  @Test
  void whatAnAgentSaidIsNoReasonAndWhatAnOperatorSaidIs() {
    Admin ready = Admin.of(AdminState.READY);
    Admin drain = Admin.of(AdminState.DRAIN);

    Event agents =
        Events.adminChanged("a", WEB1, ready, drain, Admin.Source.AGENT, "drain: SECRET", null);
    Event operators =
        Events.adminChanged("a", WEB1, ready, drain, Admin.Source.OPERATOR, "got 'it'", "alice");

    assertThat(Quotes.own(agents).fields()).doesNotContainKey("reason").containsKey("to");
    assertThat(Quotes.own(operators)).isEqualTo(operators);
  }
}
