package io.poolwatch.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.poolwatch.cluster.FleetView;
import io.poolwatch.cluster.Load;
import io.poolwatch.control.ControlReply.Result;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.net.LineServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service answers to a line on its control socket. */
final class ControlSessionTest {
  private static final LineServer.Peer OWN = new LineServer.Peer("alice", true);
  private static final ServerId WEB1 = new ServerId("web", "web1");

  private final List<String> done = new ArrayList<>();
  private List<String> problems = List.of();

  private final ControlActions actions =
      new ControlActions() {
        @Override
        public StatusReport status() {
          FleetView alone = FleetView.alone("n", 0, Load.NONE);
          return StatusReports.of("0.1.0", alone, List.of(), List.of(), Instant.EPOCH);
        }

        @Override
        public List<String> set(ServerId server, AdminState state, String reason, String author) {
          done.add(server + " " + state + " " + reason + " " + author);
          return problems;
        }

        @Override
        public List<String> reload() {
          done.add("reload");
          return problems;
        }
      };

  @Test
  void eachRequestIsDoneAndAnsweredOnOneLineAndThatIsAll() throws JsonProcessingException {
    ControlSession session = new ControlSession(actions, OWN);
    assertThat(session.over()).isFalse();

    String line = session.answer(ControlJson.line(ControlRequest.status()));

    assertThat(session.over()).isTrue();
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(line).startsWith("{\"version\":1,\"result\":\"DONE\",\"problems\":[],\"status\":{");
    ControlReply reply = ControlJson.read(line, ControlReply.class);
    assertThat(String.valueOf(reply.status())).isEqualTo(ControlJson.line(actions.status()));
  }

  @Test
  void setNamesThePeerAsItsAuthor() {
    ControlReply reply =
        ask(ControlJson.line(ControlRequest.set(WEB1, AdminState.DRAIN, " new disk ")));

    assertThat(reply.result()).isEqualTo(Result.DONE);
    assertThat(done).containsExactly("web/web1 DRAIN new disk alice");
  }

  @Test
  void wordsMayBeInEitherCaseAndUnknownFieldsArePassedOver() {
    ControlReply reply = ask("{\"version\":1,\"command\":\"reload\",\"later\":[1]}");

    assertThat(reply.result()).isEqualTo(Result.DONE);
    assertThat(done).containsExactly("reload");
  }

  @Test
  void whatIsRefusedSaysWhy() {
    problems = List.of("p.conf:3: no", "p.conf:4: neither");

    ControlReply reply = ask(ControlJson.line(ControlRequest.reload()));

    assertThat(reply.result()).isEqualTo(Result.REFUSED);
    assertThat(reply.problems()).isEqualTo(problems);
  }

  @Test
  void aReasonThatIsBlankOrTooLongIsRefused() {
    String longest = "x".repeat(ControlRequest.LONGEST_REASON);

    for (String reason : List.of(" ", longest + "x")) {
      assertThat(ask(ControlJson.line(ControlRequest.set(WEB1, AdminState.MAINT, reason))).result())
          .isEqualTo(Result.REFUSED);
    }
    assertThat(done).isEmpty();
    assertThat(ask(ControlJson.line(ControlRequest.set(WEB1, AdminState.MAINT, longest))).result())
        .isEqualTo(Result.DONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "null",
        "[]",
        "{}",
        "{\"version\":1}",
        "{\"version\":2,\"command\":\"RELOAD\"}",
        "{\"version\":1,\"command\":\"DANCE\"}",
        "{\"version\":1,\"command\":\"SET\",\"pool\":\"web\",\"server\":\"web1\"}",
        "{\"version\":1,\"command\":\"SET\",\"pool\":\"web\",\"server\":\"web1\",\"state\":\"OFF\","
            + "\"reason\":\"x\"}"
      })
  void whatIsNoRequestDoesNothing(String line) {
    ControlReply reply = ask(line);

    assertThat(reply.result()).isEqualTo(Result.NOT_UNDERSTOOD);
    assertThat(reply.problems()).isNotEmpty();
    assertThat(done).isEmpty();
  }

  @Test
  void anotherUserIsToldNothingAndHasNothingDone() throws JsonProcessingException {
    LineServer.Peer other = new LineServer.Peer("bob", false);

    for (ControlRequest request : List.of(ControlRequest.status(), ControlRequest.reload())) {
      String line = new ControlSession(actions, other).answer(ControlJson.line(request));
      ControlReply reply = ControlJson.read(line, ControlReply.class);
      assertThat(reply.result()).isEqualTo(Result.NOT_ALLOWED);
      assertThat(reply.status()).isNull();
      assertThat(reply.problems()).singleElement().asString().contains("bob");
    }
    assertThat(done).isEmpty();
  }

  private ControlReply ask(String line) {
    try {
      return ControlJson.read(new ControlSession(actions, OWN).answer(line), ControlReply.class);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
