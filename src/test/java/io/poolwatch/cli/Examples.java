package io.poolwatch.cli;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.send;
import static java.util.Map.entry;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.poolwatch.cli.Stage.Backend;
import io.poolwatch.testkit.Daemons.Daemon;
import io.poolwatch.testkit.Dnsmasq;
import io.poolwatch.testkit.Exim;
import io.poolwatch.testkit.FaultyServer;
import io.poolwatch.testkit.Mariadb;
import io.poolwatch.testkit.Mysql8;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Postgres;
import io.poolwatch.testkit.Redis;
import io.poolwatch.testkit.Slapd;
import io.poolwatch.testkit.SpopAgent;
import io.poolwatch.testkit.Websocketd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** The servers for which the examples in conf/ are, one row a file. */
final class Examples {
  /** The password that stands in all examples. */
  private static final String PASSWORD = "change-me";

  private static final String WELL = "location /health { return 200 \"well\\n\"; }";

  /** By the name of the file: who stands for the servers of its pools. */
  private static final Map<String, Consumer<Stage>> ROWS =
      Map.ofEntries(
          entry("agent.conf", Examples::agent),
          entry("exec.conf", Examples::exec),
          entry("grpc.conf", Examples::grpc),
          entry("haproxy-agent.conf", Examples::haproxyAgent),
          entry("ldap.conf", Examples::ldap),
          entry("mysql.conf", Examples::mysql),
          entry("others.conf", Examples::others),
          entry("pgsql.conf", Examples::pgsql),
          entry("poolwatch.conf", Examples::tour),
          entry("redis.conf", Examples::redis),
          entry("several-checks.conf", Examples::severalChecks),
          entry("smtp.conf", Examples::smtp),
          entry("track.conf", Examples::track));

  private Examples() {}

  /** Puts on a stage what a file in conf/ is for. */
  static Consumer<Stage> row(String file) {
    Consumer<Stage> row = ROWS.get(file);
    if (row == null) {
      throw new AssertionError("conf/" + file + " has no row here");
    }
    return row;
  }

  private static void agent(Stage stage) {
    Daemon web = Nginx.start(stage.directory("web"), null, "", WELL);
    FaultyServer agent = FaultyServer.playing(send("up ready 75%\n"), fin(), readToEnd());
    Runnable stop =
        () -> {
          web.close();
          agent.close();
        };
    stage.put(web.port(), "L7OK", stop, "web");
    stage.with("--set", "poolwatch.pools.web.agent.port=" + agent.port());
    stage.with("--set", "poolwatch.pools.web.servers.web3.agent.address=127.0.0.1");
  }

  private static void exec(Stage stage) {
    Path programs = stage.directory("programs");
    Path well = PemWriter.write(stage.directory("state").resolve("well"), "");
    Runnable fail = () -> well.toFile().delete();
    stage.with("--allow-exec", programs.toString());
    Map.of("queue", "queue-length", "replicas", "replication-lag")
        .forEach(
            (pool, name) -> {
              Path program = programs.resolve(name);
              PemWriter.write(program, "#!/bin/sh\nexec test -e " + well + "\n");
              Stage.allow(program, "rwxr-xr-x");
              stage.with("--set", "poolwatch.pools." + pool + ".check.exec.command=" + program);
              stage.put(new Backend(1, "PROCOK", "PROCERR", fail), pool);
            });
  }

  private static void grpc(Stage stage) {
    HealthStatusManager health = new HealthStatusManager();
    health.setStatus("shop.Cart", ServingStatus.SERVING);
    stage.put(grpcServer(health, InsecureServerCredentials.create()), "L7OK", "cart");
    try {
      ServerCredentials tls =
          TlsServerCredentials.create(
              stage.tls().certificate().toFile(), stage.tls().key().toFile());
      stage.put(grpcServer(new HealthStatusManager(), tls), "L7OK", "orders");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    stage.put(Nginx.start(stage.directory("web"), stage.tls(), "ssl http2", WELL), "L7OK", "web");
  }

  private static Server grpcServer(HealthStatusManager health, ServerCredentials credentials) {
    try {
      return Grpc.newServerBuilderForPort(0, credentials)
          .addService(health.getHealthService())
          .build()
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void haproxyAgent(Stage stage) {
    stage.put(Nginx.start(stage.directory("web"), null, "", WELL), "L7OK", "web");
    stage.with("--set", "poolwatch.haproxy-agent.port=0");
  }

  private static void ldap(Stage stage) {
    String name = "cn=poolwatch,dc=example,dc=org";
    stage.put(
        Slapd.start(stage.directory("slapd"), "ldap", name, PASSWORD, Slapd.tls(stage.tls())),
        "L7OK",
        "directory",
        "accounts");
  }

  private static void mysql(Stage stage) {
    Mariadb mariadb =
        Mariadb.start(stage.directory("mariadb"), stage.tls().certificate(), stage.tls().key());
    stage.put(mariadb.port(), "L7OK", mariadb::close, "mariadb");
    stage.put(Mysql8.start(stage.tlsServer(), PASSWORD), "L7OK", "mysql");
  }

  private static void others(Stage stage) {
    stage.put(
        Dnsmasq.start(
            stage.directory("dns"), "--local=/org/", "--host-record=www.example.org,10.0.0.1"),
        "L7OK",
        "resolvers");
    String[] tls = Websocketd.tls(stage.tls());
    stage.put(
        Websocketd.start(
            stage.directory("chat"), tls[0], tls[1], tls[2], "--origin=www.example.org"),
        "L7OK",
        "chat");
    // Debian has no agent.
    stage.put(SpopAgent.start(), "L7OK", "agents");
    stage.put(Nginx.start(stage.directory("legacy"), stage.tls(), "ssl"), "L6OK", "legacy");
  }

  private static void pgsql(Stage stage) {
    Postgres postgres =
        Postgres.start(
                stage.directory("pgsql"), stage.tls().certificate(), stage.tls().key(), false)
            .awaitLog("ready to accept");
    stage.put(postgres.port(), "L7OK", postgres::close, "reports", "primary");
  }

  private static void redis(Stage stage) {
    stage.put(Redis.start(stage.directory("cache")), "L7OK", "cache");
    String[] user = {"--user", "poolwatch", "on", ">" + PASSWORD, "+ping"};
    stage.put(Redis.startTls(stage.directory("sessions"), stage.tls(), user), "L7OK", "sessions");
  }

  private static void severalChecks(Stage stage) {
    String ready = "location /ready { return 200 \"ready\\n\"; }";
    Daemon app = Nginx.start(stage.directory("app"), null, "", WELL + ready);
    Daemon cache = Redis.start(stage.directory("cache"));
    Runnable stop =
        () -> {
          app.close();
          cache.close();
        };
    stage.put(app.port(), "L7OK", stop, "shop");
    String pool = "poolwatch.pools.shop.";
    stage.with("--set", pool + "checks.cache.port=" + cache.port());
    stage.with("--set", pool + "checks.cache.inter=300ms");
    stage.with("--set", pool + "servers.shop3.checks.admin.port=" + app.port());
  }

  private static void smtp(Stage stage) {
    stage.put(Exim.start(stage.directory("relays"), Exim.PLAIN), "L7OK", "relays");
    String tls = Exim.tls(stage.tls());
    stage.put(Exim.start(stage.directory("submission"), tls), "L7OK", "submission");
    String login = Exim.login("poolwatch", PASSWORD);
    stage.put(Exim.start(stage.directory("accounts"), tls, login), "L7OK", "accounts");
  }

  private static void track(Stage stage) {
    Daemon web = Nginx.start(stage.directory("web"), null, "", WELL);
    stage.put(web, "L7OK", "web", "uploads");
  }

  private static void tour(Stage stage) {
    stage.put(Redis.start(stage.directory("cache")), "L4OK", "cache");
    stage.put(Redis.start(stage.directory("redis")), "L7OK", "redis");
    String page = "location /health { default_type text/html; return 200 \"well\\n\"; }";
    Daemon web = Nginx.start(stage.directory("web"), stage.tls(), "ssl", page);
    stage.put(web, "L7OK", "web");
    stage.with("--set", "poolwatch.pools.web.servers.web3.check.port=" + web.port());
  }
}
