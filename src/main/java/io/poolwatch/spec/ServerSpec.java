package io.poolwatch.spec;

import io.poolwatch.check.CheckScript;
import io.poolwatch.model.AdminState;
import io.poolwatch.model.HostPort;
import io.poolwatch.model.ServerId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server with everything that it inherited.
 *
 * @param id its pool and name
 * @param address where its traffic goes
 * @param weight 0 to 256
 * @param backup whether it serves only when no other server of its pool is usable
 * @param admin the admin state it starts in
 * @param vantages which nodes of a fleet probe it
 * @param checks what is checked, by name: all of it must pass
 * @param agent how its agent is asked; null without one
 * @param track the server that it tracks; then it has neither checks nor agent. Null for none
 * @param hash SHA-256 over the resolved settings without secrets, in hex
 * @param fingerprint like {@code hash}, with the secrets and the files it names; never shown
 */
public record ServerSpec(
    ServerId id,
    HostPort address,
    int weight,
    boolean backup,
    AdminState admin,
    VantageSpec vantages,
    List<CheckSpec> checks,
    @Nullable CheckSpec agent,
    @Nullable ServerId track,
    String hash,
    String fingerprint) {

  public ServerSpec {
    checks = List.copyOf(checks);
  }

  /** How many lines it has: its checks, and its agent behind them. */
  public int lines() {
    return checks.size() + (agent == null ? 0 : 1);
  }

  /** One of its lines. */
  public CheckSpec line(int index) {
    return agent != null && index == checks.size() ? agent : checks.get(index);
  }

  /**
   * The line of that name; null if there is none.
   *
   * @param name null for the only check
   */
  public @Nullable CheckSpec line(@Nullable String name) {
    return Stream.concat(checks.stream(), Stream.ofNullable(agent))
        .filter(line -> Objects.equals(line.name(), name))
        .findFirst()
        .orElse(null);
  }

  /** What all its lines do. */
  public Stream<CheckScript> scripts() {
    return Stream.concat(checks.stream(), Stream.ofNullable(agent)).map(CheckSpec::script);
  }
}
