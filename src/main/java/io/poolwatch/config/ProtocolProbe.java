package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.Problem;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.protocol.Channel;
import io.poolwatch.protocol.ProtocolCheck;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The check of a protocol, before it is aimed at a server.
 *
 * @param type its type, and the name of its block
 * @param check what it does
 * @param startTls the TLS that it starts inside the connection; null for none
 * @param allowPlaintextPassword whether a password may leave in clear without verified TLS
 */
record ProtocolProbe(
    String type,
    ProtocolCheck check,
    @Nullable TlsSettings startTls,
    boolean allowPlaintextPassword)
    implements CheckType.Probe {

  /** The key of a block whose protocol can start TLS inside the connection. */
  static final String STARTTLS = "starttls";

  private static final String PASSWORD = "password";
  private static final String ALLOW = "allow-plaintext-password";

  /**
   * A type of check. One whose block has a {@code password} also has {@code
   * check.allow-plaintext-password}; one with {@code starttls} takes its settings from {@code
   * check.tls}.
   *
   * @param keys of its block
   * @param reader makes the check from its block
   */
  static CheckType type(String name, Block keys, Function<ProtocolBlock, ProtocolCheck> reader) {
    Block block = keys.names().contains(PASSWORD) ? Block.of(ALLOW) : Block.of();
    return new CheckType(
        block.with(name, keys),
        (check, transports, files) ->
            read(name, keys, reader, check, transports, new Secrets(files)));
  }

  private static ProtocolProbe read(
      String name,
      Block keys,
      Function<ProtocolBlock, ProtocolCheck> reader,
      Settings check,
      TransportReader transports,
      Secrets secrets) {
    Settings settings = check.sub(name);
    boolean secure =
        keys.names().contains(STARTTLS) && settings.orElse(STARTTLS, Types.FLAG, false, "");
    ProtocolBlock block = new ProtocolBlock(settings, secrets, secure);
    boolean allow = keys.names().contains(PASSWORD) && check.orElse(ALLOW, Types.FLAG, false, "");
    return new ProtocolProbe(
        name, reader.apply(block), secure ? transports.startTls() : null, allow);
  }

  @Override
  public boolean startsTls() {
    return startTls != null;
  }

  @Override
  public List<ConnectPlan> plans(Target target) {
    return List.of(plan(target));
  }

  @Override
  public String variant(Target target) {
    Channel channel = channel(target);
    String name = channel.startTls() == null ? "" : String.valueOf(channel.startTls().serverName());
    return name + " " + check.variant(channel);
  }

  @Override
  public Compiled compile(Target target) {
    Channel channel = channel(target);
    Optional<Problem> twice = startTls == null ? Optional.empty() : channel.alreadySecure(STARTTLS);
    Compiled compiled =
        twice
            .map(problem -> Compiled.failed(List.of(problem)))
            .orElseGet(() -> check.compile(channel));
    return new Compiled(
        compiled.script(), compiled.problems().stream().map(this::located).toList());
  }

  /** In the block of the type; what is wrong with no setting of it, is wrong with the type. */
  private Problem located(Problem problem) {
    String path = problem.path().isEmpty() ? "type" : type + "." + problem.path();
    return new Problem(path, problem.message(), problem.hint());
  }

  @Override
  public CheckScript compile(Target target, CheckScript earlier) {
    return compile(target).script().orElseThrow();
  }

  private ConnectPlan plan(Target target) {
    return target.plan(null).offering(check.alpn());
  }

  private Channel channel(Target target) {
    return new Channel(
        plan(target),
        target.host(),
        startTls == null
            ? null
            : startTls.named(ServerName.of(startTls, target.destination(), null).name()),
        allowPlaintextPassword);
  }

  @Override
  public void explain(Target target, Facts facts) {
    CheckType.Probe.super.explain(target, facts);
    CheckType.Probe.explainAlpn(target, check.alpn(), facts);
    if (startTls != null) {
      ServerName.of(startTls, target.destination(), null)
          .explain(
              "inside the connection: ",
              target.key() + ".tls",
              startTls,
              target.destination(),
              facts);
    }
  }
}
