package io.poolwatch.cli;

import static io.poolwatch.testkit.Program.event;
import static io.poolwatch.testkit.Program.result;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.poolwatch.testkit.Exim;
import io.poolwatch.testkit.Mariadb;
import io.poolwatch.testkit.Nginx;
import io.poolwatch.testkit.PemWriter;
import io.poolwatch.testkit.Postgres;
import io.poolwatch.testkit.Program;
import io.poolwatch.testkit.Redis;
import io.poolwatch.testkit.Slapd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Secrets from every place where they may stand, right ones and wrong ones, against real daemons:
 * whatever the program is asked to do, with everything logged, none of it tells them, neither in
 * clear nor as base64 or hex.
 */
final class PlantedSecretsIT {
  /** In every secret that is not a daemon's own, so that a part of one is found as well. */
  private static final String STEM = "pl4nt";

  private static final String RIGHT = STEM + "-right-Zq7";
  private static final String WRONG = STEM + "-wrong-Xv9";
  private static final String KEY_PASSWORD = STEM + "-key-Wm3";
  private static final String NAME = "cn=probe,dc=example";
  private static final int LONGEST_LINE = 40;

  /** Everything that any library has to say goes to standard error. */
  private static final String LOGBACK =
      """
      <configuration>
        <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
        <appender name="stderr" class="ch.qos.logback.core.ConsoleAppender">
          <target>System.err</target>
          <encoder><pattern>%level %logger - %msg%n</pattern></encoder>
        </appender>
        <root level="ALL"><appender-ref ref="stderr"/></root>
      </configuration>
      """;

  private static final List<String> SERVERS =
      List.of(
          "redis/right",
          "redis/wrong",
          "redis/file",
          "secure/redis",
          "said/redis",
          "pgsql/right",
          "pgsql/wrong",
          "mysql/right",
          "mysql/wrong",
          "ldap/right",
          "ldap/wrong",
          "smtp/right",
          "smtp/wrong",
          "web/right",
          "web/wrong");

  @TempDir private static Path files;
  private static Stage stage;
  private static Path config;
  private static Set<String> forbidden;

  @BeforeAll
  static void start() {
    stage = new Stage(files);
    forbidden = new LinkedHashSet<>();
    for (String secret :
        List.of(STEM, RIGHT, WRONG, KEY_PASSWORD, Postgres.PASSWORD, Mariadb.PASSWORD)) {
      forbidden.addAll(forms(secret));
      forbidden.addAll(forms("prober:" + secret));
    }
    forbidden.addAll(forms("\0" + RIGHT));
    forbidden.addAll(forms("\0prober\0" + RIGHT));
    forbidden.addAll(forms("\0prober\0" + WRONG));
    PemWriter.write(files.resolve("logback.xml"), LOGBACK);
    config = PemWriter.write(files.resolve("poolwatch.conf"), configuration());
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /** How a secret may look, without what may be cut off at the ends. */
  private static Set<String> forms(String secret) {
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    Set<String> forms = new LinkedHashSet<>();
    forms.add(secret);
    forms.add(new String(bytes, StandardCharsets.ISO_8859_1));
    forms.add(HexFormat.of().formatHex(bytes));
    forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
    String base64 = Base64.getEncoder().withoutPadding().encodeToString(bytes);
    forms.add(base64.substring(0, base64.length() - 1));
    return forms;
  }

  private static int port(String name) {
    return stage.backend(name).port();
  }

  private static String configuration() {
    Path directory = stage.directory("redis");
    stage.put(Redis.start(directory, "--requirepass", RIGHT), "L7OK", "redis");
    stage.put(
        Redis.startTls(
            stage.directory("secure"),
            stage.tls(),
            "--tls-auth-clients",
            "optional",
            "--requirepass",
            RIGHT),
        "L7OK",
        "secure");
    Postgres postgres =
        Postgres.start(
                stage.directory("pgsql"), stage.tls().certificate(), stage.tls().key(), false)
            .awaitLog("ready to accept");
    stage.put(postgres.port(), "L7OK", postgres::close, "pgsql");
    Mariadb mariadb =
        Mariadb.start(stage.directory("mysql"), stage.tls().certificate(), stage.tls().key());
    stage.put(mariadb.port(), "L7OK", mariadb::close, "mysql");
    stage.put(Slapd.start(stage.directory("ldap"), "ldap", NAME, RIGHT), "L7OK", "ldap");
    String login = Exim.login("prober", RIGHT);
    stage.put(Exim.start(stage.directory("smtp"), Exim.PLAIN, login), "L7OK", "smtp");
    String guarded =
        "if ($http_authorization != \"Bearer %s\") { return 401; } location / { return 200; }"
            .formatted(RIGHT);
    stage.put(Nginx.start(stage.directory("web"), null, "", guarded), "L7OK", "web");

    String encrypted = PemWriter.encryptedKey(stage.privateKey(), KEY_PASSWORD);
    PemWriter.write(files.resolve("client.key"), encrypted);
    forbidden.addAll(lines(encrypted));
    forbidden.addAll(lines(PemWriter.block("PRIVATE KEY", stage.privateKey().getEncoded())));
    PemWriter.write(files.resolve("right.password"), RIGHT + "\n");
    PemWriter.write(files.resolve("mysql.password"), Mariadb.PASSWORD + "\n");
    return """
    pekko { loglevel = DEBUG, stdout-loglevel = DEBUG, log-config-on-start = on }
    poolwatch {
      event-log { format = json, level = debug }
      defaults.check { inter = 300ms, timeout { connect = 10s, check = 10s } }
      pools {
        redis {
          check { type = redis, allow-plaintext-password = true }
          servers {
            right { address = "127.0.0.1:%1$d", check.redis.password = "%7$s" }
            wrong { address = "127.0.0.1:%1$d", check.fall = 4, check.redis.password = "%8$s" }
            file { address = "127.0.0.1:%1$d", check.redis.password-file = right.password }
          }
        }
        secure {
          check { type = redis, redis.password = ${PLANTED} }
          transport.tls {
            enabled = true, server-name = redis.example.org, ca-file = ca.pem
            cert-file = server.pem, key-file = client.key, key-password = "%9$s"
          }
          servers.redis = "127.0.0.1:%2$d"
        }
        said {
          check {
            type = script
            steps = [
              { send = "AUTH "${PLANTED}"\\r\\n" }, { expect { string = "+OK" } }
            ]
          }
          servers.redis = "127.0.0.1:%1$d"
        }
        pgsql {
          check { type = pgsql, pgsql { user = scram, database = postgres } }
          servers {
            right { address = "127.0.0.1:%3$d", check.pgsql.password = ${PLANTED_PG} }
            wrong { address = "127.0.0.1:%3$d", check.fall = 4, check.pgsql.password = "%8$s" }
          }
        }
        mysql {
          check { type = mysql, mysql { user = prober, auth-min = mysql_native_password } }
          servers {
            right { address = "127.0.0.1:%4$d", check.mysql.password-file = mysql.password }
            wrong { address = "127.0.0.1:%4$d", check.fall = 4, check.mysql.password = "%8$s" }
          }
        }
        ldap {
          check { type = ldap, allow-plaintext-password = true, ldap.bind-dn = "%10$s" }
          servers {
            right { address = "127.0.0.1:%5$d", check.ldap.password = "%7$s" }
            wrong { address = "127.0.0.1:%5$d", check.fall = 4, check.ldap.password = "%8$s" }
          }
        }
        smtp {
          check { type = smtp, allow-plaintext-password = true, smtp.user = prober }
          servers {
            right { address = "127.0.0.1:%11$d", check.smtp.password = "%7$s" }
            wrong { address = "127.0.0.1:%11$d", check.fall = 4, check.smtp.password = "%8$s" }
          }
        }
        web {
          check.type = http
          servers {
            right {
              address = "127.0.0.1:%6$d"
              check.request.headers { Authorization = "Bearer %7$s" }
            }
            wrong {
              address = "127.0.0.1:%6$d"
              check { fall = 4, request.headers { Authorization = "Bearer %8$s" } }
            }
          }
        }
      }
    }
    """
        .formatted(
            port("redis"),
            port("secure"),
            port("pgsql"),
            port("mysql"),
            port("ldap"),
            port("web"),
            RIGHT,
            WRONG,
            KEY_PASSWORD,
            NAME,
            port("smtp"));
  }

  /** The lines of a key, each long enough to be nothing else. */
  private static List<String> lines(String pem) {
    return pem.lines().filter(line -> line.length() > LONGEST_LINE).toList();
  }

  private static Program program(String... arguments) {
    Program program =
        Program.startUnread(
            Map.of(
                "PLANTED",
                RIGHT,
                "PLANTED_PG",
                Postgres.PASSWORD,
                "JAVA_OPTS",
                "-Xmx192m -Dlogback.configurationFile=" + files.resolve("logback.xml")),
            arguments);
    program.read();
    return program;
  }

  private static void assertNothingTold(Program program) {
    List<String> told =
        Stream.concat(program.output().stream(), program.errors().stream()).toList();
    assertThat(told).isNotEmpty();
    for (String secret : forbidden) {
      assertThat(told).as(secret).noneMatch(line -> line.contains(secret));
    }
  }

  @Test
  void aServiceTellsNoneWhileItProbesAndReloads() {
    try (Program program = program("run", config.toString())) {
      for (String server : SERVERS) {
        JsonNode told = program.awaitEvent(event("check-result").and(of(server)));
        assertThat(told.path("result").asText())
            .as("%s", told)
            .isEqualTo(server.endsWith("wrong") ? "failed" : "passed");
      }
      program.signal("HUP");
      JsonNode reloaded = program.awaitEvent(event("config-reloaded"));
      program.awaitEventAfter(reloaded, result("right"));
      program.signal("TERM");
      assertThat(program.exitCode()).isEqualTo(0);
      assertThat(program.errors())
          .as("Pekko's settings, and what else it logs")
          .anyMatch(line -> line.contains("probe-dispatcher"))
          .anyMatch(line -> line.startsWith("DEBUG org.apache.pekko"));
      assertNothingTold(program);
    }
  }

  private static Predicate<JsonNode> of(String server) {
    return told -> (told.path("pool").asText() + "/" + told.path("server").asText()).equals(server);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json"})
  void aProbeTellsNone(String format) {
    try (Program program = program("probe", config.toString(), "--format", format)) {
      assertThat(program.exitCode()).isEqualTo(1);
      assertThat(program.output()).hasSameSizeAs(SERVERS);
      assertNothingTold(program);
    }
  }

  @Test
  void anExplanationTellsNone() {
    for (String server : List.of("redis/right", "secure/redis", "said/redis", "web/right")) {
      try (Program program = program("explain", config.toString(), server)) {
        assertThat(program.exitCode()).as("%s", program).isEqualTo(0);
        assertThat(program.output()).anyMatch(line -> line.contains("***"));
        assertNothingTold(program);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check { type = redis, redis.pasword = \"SECRET\" }",
        "check { type = redis, redis.password = [ \"SECRET\" ] }",
        "check { type = redis, redis.password { is = \"SECRET\" } }",
        "check { type = redis, redis { username = 1, password = \"SECRET\", password-file = a } }",
        "check { type = redis, redis.password = \"SECRET",
        "check { type = redis, redis.password = SECRET$ }",
        "check { type = redis, redis.password = SECRET } }",
        "check { type = redis, redis.password = \"SECRET\"${NOT_SET} }",
        "check { type = http, redis.password = \"SECRET\" }",
        "check { type = redis, redis = \"SECRET\" }",
        "check { type = mysql, mysql { user = a, password = \"SECRET\", auth-min = none } }",
        "check.request.headers { Authorization = [ \"SECRET\" ] }",
        "check { type = http, request.headers { Authorization = \"Bearer SECRET\\n\" } }",
        "transport.tls { enabled = true, key-password = \"SECRET\" }",
        "transport.tls { enabled = true, key-file = client.key, key-password = \"SECRET\" }"
      })
  void anErrorBesideOneDoesNotTellIt(String pool) {
    List<String> text = new ArrayList<>();
    text.add("poolwatch.pools.p {");
    text.add("  servers.s = \"127.0.0.1:1\"");
    text.add("  " + pool.replace("SECRET", WRONG));
    text.add("}");
    Path bad = PemWriter.write(files.resolve("bad.conf"), String.join("\n", text) + "\n");
    try (Program program = program("validate", bad.toString())) {
      assertThat(program.exitCode()).as("%s", program).isEqualTo(2);
      assertNothingTold(program);
    }
  }
}
