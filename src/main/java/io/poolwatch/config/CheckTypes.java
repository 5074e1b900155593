package io.poolwatch.config;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.ConnectCheck;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.protocol.DnsCheck;
import io.poolwatch.protocol.GrpcCheck;
import io.poolwatch.protocol.LdapCheck;
import io.poolwatch.protocol.MysqlCheck;
import io.poolwatch.protocol.MysqlMethod;
import io.poolwatch.protocol.PgsqlCheck;
import io.poolwatch.protocol.PgsqlMethod;
import io.poolwatch.protocol.ProtocolCheck;
import io.poolwatch.protocol.RedisCheck;
import io.poolwatch.protocol.SmtpCheck;
import io.poolwatch.protocol.SpopCheck;
import io.poolwatch.protocol.SslHelloCheck;
import io.poolwatch.protocol.WebsocketCheck;
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
      new CheckType(Block.of(), (check, transports, files) -> new ConnectProbe());

  private static final SettingType<MysqlMethod> MYSQL_METHOD =
      Types.oneOf(
          Stream.of(MysqlMethod.values())
              .collect(Collectors.toMap(MysqlMethod::text, Function.identity())));

  private static final Block LDAP =
      Block.of("bind-dn", "password", "password-file", ProtocolProbe.STARTTLS);

  private static final Block MYSQL =
      Block.of("user", "password", "password-file", "auth-min", ProtocolProbe.STARTTLS);

  private static final Block REDIS = Block.of("username", "password", "password-file");

  private static final Block SMTP =
      Block.of("hello", "user", "password", "password-file", ProtocolProbe.STARTTLS);

  private static final Block WEBSOCKET = Block.of("path", "host", "origin", "protocol");

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

  /** Written as in zone files. */
  private static final SettingType<DnsCheck.RecordType> RECORD_TYPE =
      Types.oneOf(named(DnsCheck.RecordType.values()));

  private static final SettingType<DnsCheck.Rcode> RCODE =
      Types.oneOf(named(DnsCheck.Rcode.values()));

  /** The types by the name that {@code check.type} has. */
  static final Map<String, CheckType> ALL = all();

  private CheckTypes() {}

  private static Map<String, CheckType> all() {
    Map<String, CheckType> types = new TreeMap<>();
    types.put("connect", CONNECT);
    types.put(
        "exec",
        new CheckType(
            ExecProbe.KEYS, (check, transports, files) -> ExecProbe.read(check, files.programs())));
    types.put(
        "http", new CheckType(HttpProbe.KEYS, (check, transports, files) -> HttpProbe.read(check)));
    types.put(
        "script",
        new CheckType(
            ScriptProbe.KEYS, (check, transports, files) -> ScriptProbe.read(check, transports)));
    addProtocols(types);
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

  private static void addProtocols(Map<String, CheckType> types) {
    protocol(types, "dns", Block.of("name", "type", "rcode"), CheckTypes::dns);
    protocol(types, "grpc", Block.of("service", "authority"), CheckTypes::grpc);
    protocol(types, "ldap", LDAP, CheckTypes::ldap);
    protocol(types, "mysql", MYSQL, CheckTypes::mysql);
    protocol(types, "pgsql", PGSQL, CheckTypes::pgsql);
    protocol(types, "redis", REDIS, CheckTypes::redis);
    protocol(types, "smtp", SMTP, CheckTypes::smtp);
    protocol(types, "spop", Block.of(), block -> new SpopCheck());
    protocol(types, "ssl-hello", Block.of(), block -> new SslHelloCheck());
    protocol(types, "websocket", WEBSOCKET, CheckTypes::websocket);
  }

  private static void protocol(
      Map<String, CheckType> types,
      String name,
      Block keys,
      Function<ProtocolBlock, ProtocolCheck> reader) {
    types.put(name, ProtocolProbe.type(name, keys, reader));
  }

  private static ProtocolCheck dns(ProtocolBlock block) {
    return new DnsCheck(
        block.need("name", "name = \"www.example.org\"", "."),
        block.get("type", RECORD_TYPE, DnsCheck.RecordType.A),
        block.get("rcode", RCODE, DnsCheck.Rcode.NOERROR));
  }

  private static ProtocolCheck grpc(ProtocolBlock block) {
    return new GrpcCheck(block.text("service", ""), block.text("authority"));
  }

  private static ProtocolCheck ldap(ProtocolBlock block) {
    return new LdapCheck(block.text("bind-dn"), block.secret("password"));
  }

  private static ProtocolCheck redis(ProtocolBlock block) {
    return new RedisCheck(block.text("username"), block.secret("password"));
  }

  private static ProtocolCheck smtp(ProtocolBlock block) {
    String user = block.text("user");
    boolean extended = block.startsTls() || user != null;
    return new SmtpCheck(
        block.text("hello", extended ? SmtpCheck.EHLO : SmtpCheck.HELO),
        user,
        block.secret("password"));
  }

  private static ProtocolCheck websocket(ProtocolBlock block) {
    return new WebsocketCheck(
        block.text("path", "/"),
        block.text("host"),
        block.text("origin"),
        block.text("protocol"),
        HttpProbe.USER_AGENT);
  }

  private static <E extends Enum<E>> Map<String, E> named(E[] constants) {
    Map<String, E> names = new TreeMap<>();
    for (E constant : constants) {
      names.put(constant.name(), constant);
    }
    return names;
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
