package io.poolwatch.server;

import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ServerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pekko.actor.typed.ActorRef;

/** Collects for somebody who asked the next result of each of a server's lines, in their order. */
final class ProbeRound {
  private final ServerId server;
  private final int lines;
  private final ActorRef<ServerActor.Probed> replyTo;
  private final Map<Integer, CheckResult> results = new TreeMap<>();

  ProbeRound(ServerId server, int lines, ActorRef<ServerActor.Probed> replyTo) {
    this.server = server;
    this.lines = lines;
    this.replyTo = replyTo;
  }

  /** A line has a result; only its first one counts. */
  void on(int line, CheckResult result) {
    results.putIfAbsent(line, result);
  }

  /** Answers once every line has its result; whether it has. */
  boolean answered() {
    if (results.size() < lines) {
      return false;
    }
    List<CheckResult> inOrder = new ArrayList<>(results.values());
    replyTo.tell(new ServerActor.Probed(server, inOrder));
    return true;
  }
}
