package io.poolwatch.sink;

import io.poolwatch.model.ServerId;
import io.poolwatch.model.ServerState;
import io.poolwatch.pool.Board;
import io.poolwatch.pool.PoolMemory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers HAProxy's agent checks from the verdicts, without a probe: {@code agent-send} names the
 * server as {@code pool/server} and a line end.
 *
 * <p>It is fail-static: of a server that it doesn't know, or of which nothing is known yet, it says
 * nothing, and so does a process that is gone.
 */
final class HaproxyAgent implements AutoCloseable {
  private static final Integer WHOLE = 100;

  private final AgentListener listener;

  private HaproxyAgent(AgentListener listener) {
    this.listener = listener;
  }

  /**
   * Answers from now on.
   *
   * @param board what is known
   * @throws IOException if the address can't be listened on
   */
  static HaproxyAgent open(InetSocketAddress address, Board board) throws IOException {
    Set<ServerId> weighed = ConcurrentHashMap.newKeySet();
    return new HaproxyAgent(AgentListener.open(address, line -> reply(board, weighed, line)));
  }

  /**
   * The reply to a line.
   *
   * @param weighed the servers whose weight was ever told
   */
  private static String reply(Board board, Set<ServerId> weighed, String line) {
    int slash = line.indexOf('/');
    if (slash < 0) {
      return AgentLine.NOTHING;
    }
    ServerId id = new ServerId(line.substring(0, slash), line.substring(slash + 1).strip());
    return board.server(id).map(server -> reply(server, weighed)).orElse(AgentLine.NOTHING);
  }

  private static String reply(PoolMemory.Entry server, Set<ServerId> weighed) {
    ServerState state = server.server().state();
    Integer share = state.share(server.spec().weight());
    if (share != null) {
      weighed.add(server.spec().id());
    } else if (weighed.contains(server.spec().id())) {
      // Nobody wants another weight any more, but the balancer does not know.
      share = WHOLE;
    }
    return AgentLine.of(state.admin().state(), server.told(), share);
  }

  /** Where it listens. */
  InetSocketAddress address() throws IOException {
    return listener.address();
  }

  @Override
  public void close() {
    listener.close();
  }
}
