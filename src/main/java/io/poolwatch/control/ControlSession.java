package io.poolwatch.control;

import com.fasterxml.jackson.core.JacksonException;
import io.poolwatch.control.ControlReply.Result;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.ServerId;
import io.poolwatch.net.LineServer;
import java.util.List;

/** One exchange over the control socket: one request, one reply. */
final class ControlSession implements LineServer.Session {
  private final ControlActions actions;
  private final LineServer.Peer peer;
  private boolean over;

  ControlSession(ControlActions actions, LineServer.Peer peer) {
    this.actions = actions;
    this.peer = peer;
  }

  @Override
  public String answer(String line) {
    over = true;
    return ControlJson.line(reply(line)) + "\n";
  }

  @Override
  public boolean over() {
    return over;
  }

  private ControlReply reply(String line) {
    if (!peer.self()) {
      return ControlReply.not(
          Result.NOT_ALLOWED,
          List.of("only the user that the service runs as may ask it, not " + peer.name()));
    }
    ControlRequest request;
    try {
      request = ControlJson.read(line, ControlRequest.class);
    } catch (JacksonException e) {
      return notUnderstood("no request: " + e.getOriginalMessage());
    }
    if (request == null || request.version() != ControlRequest.VERSION) {
      return notUnderstood("no request of version " + ControlRequest.VERSION);
    }
    ControlRequest.Command command = request.command();
    return command == null ? notUnderstood("a request without a command") : reply(request, command);
  }

  private ControlReply reply(ControlRequest request, ControlRequest.Command command) {
    return switch (command) {
      case STATUS -> ControlReply.of(ControlJson.tree(actions.status()));
      case SET -> set(request);
      case RELOAD -> ControlReply.unless(actions.reload());
    };
  }

  private ControlReply set(ControlRequest request) {
    String pool = request.pool();
    String server = request.server();
    AdminState state = request.state();
    String reason = request.reason();
    if (pool == null || server == null || state == null || reason == null) {
      return notUnderstood("set wants pool, server, state and reason");
    }
    if (reason.isBlank() || reason.length() > ControlRequest.LONGEST_REASON) {
      return ControlReply.unless(
          List.of(
              "a reason has 1 to "
                  + ControlRequest.LONGEST_REASON
                  + " characters, not "
                  + reason.strip().length()));
    }
    return ControlReply.unless(
        actions.set(new ServerId(pool, server), state, reason.strip(), peer.name()));
  }

  private static ControlReply notUnderstood(String why) {
    return ControlReply.not(Result.NOT_UNDERSTOOD, List.of(why));
  }
}
