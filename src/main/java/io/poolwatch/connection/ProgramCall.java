package io.poolwatch.connection;

import io.poolwatch.model.ProgramPlan;
import io.poolwatch.model.ServerId;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How an external program is called: the interface that programs made for HAProxy expect.
 *
 * <p>Source: HAProxy, configuration manual, {@code external-check command}.
 *
 * @param command the program and its arguments
 * @param environment its whole environment
 */
record ProgramCall(List<String> command, Map<String, String> environment) {
  /** Where a program finds others unless its {@code env} says so. */
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /** HAProxy's word for what there is not. */
  private static final String NONE = "NOT_USED";

  ProgramCall {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  /**
   * The call for one server.
   *
   * @param endpoint where the server is
   */
  static ProgramCall of(ServerId server, ProgramPlan plan, InetSocketAddress endpoint) {
    String address = endpoint.getAddress().getHostAddress();
    String port = Integer.toString(endpoint.getPort());
    List<String> command = new ArrayList<>(List.of(plan.command().toString()));
    command.addAll(plan.args().isEmpty() ? List.of(NONE, NONE, address, port) : plan.args());

    Map<String, String> environment = new TreeMap<>();
    environment.put("PATH", PATH);
    environment.put("HAPROXY_PROXY_NAME", server.pool());
    environment.put("HAPROXY_PROXY_ID", NONE);
    environment.put("HAPROXY_PROXY_ADDR", NONE);
    environment.put("HAPROXY_PROXY_PORT", NONE);
    environment.put("HAPROXY_SERVER_NAME", server.server());
    environment.put("HAPROXY_SERVER_ID", NONE);
    environment.put("HAPROXY_SERVER_ADDR", address);
    environment.put("HAPROXY_SERVER_PORT", port);
    environment.put("HAPROXY_SERVER_MAXCONN", "0");
    environment.put("HAPROXY_SERVER_CURCONN", "0");
    environment.put("HAPROXY_SERVER_SSL", plan.secure() ? "1" : "0");
    environment.put("HAPROXY_SERVER_PROTO", "tcp");
    environment.putAll(plan.env());
    return new ProgramCall(command, Collections.unmodifiableMap(environment));
  }

  /** Not the environment: it may hold a password. */
  @Override
  public String toString() {
    return "ProgramCall" + command.subList(0, 1);
  }
}
