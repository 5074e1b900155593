package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.ConnectCheck;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.protocol.GrpcCheck;
import io.poolwatch.protocol.LdapCheck;
import io.poolwatch.protocol.MysqlCheck;
import io.poolwatch.protocol.MysqlMethod;
import io.poolwatch.protocol.PgsqlCheck;
import io.poolwatch.protocol.PgsqlMethod;
import io.poolwatch.protocol.ProtocolCheck;
import io.poolwatch.protocol.RedisCheck;
import io.poolwatch.protocol.SmtpCheck;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of all types of check. */
final class CheckTypes {
  /** The type that only connects. */
  static final CheckType CONNECT =
      new CheckType(Block.of(), (check, transports, secrets) -> new ConnectProbe());

  private static final SettingType<MysqlMethod> MYSQL_METHOD =
      Types.oneOf(
          Stream.of(MysqlMethod.values())
              .collect(Collectors.toMap(MysqlMethod::text, Function.identity())));

  private static final Block PGSQL =
      Block.of(
          "user",
          "password",
          "password-file",
          "database",
          "query",
          "expect",
          "auth-min",
          "starttls");

  /** The types by the name that {@code check.type} has. */
  static final Map<String, CheckType> ALL = all();

  private CheckTypes() {}

  private static Map<String, CheckType> all() {
    Map<String, CheckType> types = new TreeMap<>();
    types.put("connect", CONNECT);
    types.put(
        "http",
        new CheckType(HttpProbe.KEYS, (check, transports, secrets) -> HttpProbe.read(check)));
    types.put(
        "script",
        new CheckType(
            ScriptProbe.KEYS, (check, transports, secrets) -> ScriptProbe.read(check, transports)));
    protocol(
        types,
        "ldap",
        Block.of("bind-dn", "password", "password-file", ProtocolProbe.STARTTLS),
        block -> new LdapCheck(block.text("bind-dn"), block.secret("password")));
    protocol(
        types,
        "redis",
        Block.of("username", "password", "password-file"),
        block -> new RedisCheck(block.text("username"), block.secret("password")));
    protocol(
        types,
        "smtp",
        Block.of("hello", ProtocolProbe.STARTTLS),
        block ->
            new SmtpCheck(
                block.text("hello", block.startsTls() ? SmtpCheck.EHLO : SmtpCheck.HELO)));
    protocol(
        types,
        "grpc",
        Block.of("service", "authority"),
        block -> new GrpcCheck(block.text("service", ""), block.text("authority")));
    protocol(
        types,
        "mysql",
        Block.of("user", "password", "password-file", "auth-min", ProtocolProbe.STARTTLS),
        CheckTypes::mysql);
    protocol(types, "pgsql", PGSQL, CheckTypes::pgsql);
    return Collections.unmodifiableMap(types);
  }

  private static ProtocolCheck mysql(ProtocolBlock block) {
    return new MysqlCheck(
        block.text("user"),
        block.secret("password"),
        block.get("auth-min", MYSQL_METHOD, MysqlMethod.CACHING_SHA2));
  }

  private static ProtocolCheck pgsql(ProtocolBlock block) {
    return new PgsqlCheck(
        block.need("user", "the name that a session begins with"),
        block.secret("password"),
        block.text("database"),
        block.text("query"),
        block.text("expect"),
        block.get("auth-min", Types.word(PgsqlMethod.class), PgsqlMethod.SCRAM_SHA_256));
  }

  private static void protocol(
      Map<String, CheckType> types,
      String name,
      Block keys,
      Function<ProtocolBlock, ProtocolCheck> reader) {
    types.put(name, ProtocolProbe.type(name, keys, reader));
  }

  private record ConnectProbe() implements CheckType.Probe {
    @Override
    public List<ConnectPlan> plans(Target target) {
      return List.of(target.plan(null));
    }

    @Override
    public CheckScript compile(Target target, CheckScript earlier) {
      return compile(target).script().orElseThrow();
    }

    @Override
    public Compiled compile(Target target) {
      return new ConnectCheck(target.plan(null)).compile();
    }
  }
}
