package io.poolwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Step;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.ProxyHeader;
import io.poolwatch.model.TlsSpec;
import io.poolwatch.spec.ServerSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over which transport a check goes, and which name it verifies. */
final class TransportRulesTest {
  private static final String TRAFFIC =
      """
      transport {
        tls { enabled = true, server-name = www.example.org, verify = chain, alpn = [ h2 ] }
        proxy-protocol = v1
        source-address = "127.0.0.9"
      }
      """;

  @TempDir private Path temp;

  private ServerSpec server(String address, String pool, String server) {
    return server("", address, pool, server);
  }

  private ServerSpec server(String defaults, String address, String pool, String server) {
    String text =
        """
        poolwatch.defaults { %s }
        poolwatch.pools.p {
          %s
          servers { s { address = "%s", %s } }
        }
        """
            .formatted(defaults, pool, address, server);
    Path file = Configs.write(temp, "p.conf", text);
    return Configs.server(Configs.loaded(file, Configs.OPTIONS).spec(), "p/s");
  }

  private static String plans(ServerSpec server) {
    return server.checks().get(0).script().steps().stream()
        .filter(Step.Connect.class::isInstance)
        .map(step -> words(((Step.Connect) step).plan()))
        .collect(Collectors.joining("; "));
  }

  private static String words(ConnectPlan plan) {
    TlsSpec tls = plan.tls();
    return plan.destination()
        + (tls == null ? " plain" : " tls:" + tls.serverName())
        + (plan.proxy() == ProxyHeader.NONE
            ? ""
            : " " + plan.proxy().name().toLowerCase(Locale.ROOT))
        + (plan.source() == null ? "" : " from " + plan.source().getHostAddress());
  }

  @ParameterizedTest(name = "check '{' {0} '}': {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                                             | 10.0.0.1:443 tls:www.example.org v1",
        "port = 8080                                  | 10.0.0.1:8080 plain",
        "port = 443                                   | 10.0.0.1:443 plain",
        "address = 10.0.0.2                           | 10.0.0.2:443 plain",
        "address = 10.0.0.1                           | 10.0.0.1:443 plain",
        "address = \"10.0.0.2:99\"                    | 10.0.0.2:99 plain",
        "address = \"10.0.0.2:99\", port = 98         | 10.0.0.2:98 plain",
        "address = \"[::1]\"                          | [::1]:443 plain",
        "tls.enabled = false                          | 10.0.0.1:443 plain v1",
        "tls.enabled = true                           | 10.0.0.1:443 tls:www.example.org v1",
        "port = 8080, tls.enabled = true              | 10.0.0.1:8080 tls:www.example.org",
        "port = 1, tls { enabled = true, server-name = a } | 10.0.0.1:1 tls:a",
        "tls.server-name = a                          | 10.0.0.1:443 tls:a v1",
        "port = 8080, proxy-protocol = v2             | 10.0.0.1:8080 plain v2",
        "proxy-protocol = none                        | 10.0.0.1:443 tls:www.example.org",
        "proxy-protocol = v2                          | 10.0.0.1:443 tls:www.example.org v2",
      })
  void aCheckGoesTheWayOfTheTrafficUnlessItHasAnAddressOrPortOfItsOwn(
      String check, String expected) {
    String own = check == null ? "" : "check { " + check + " }";

    assertThat(plans(server("10.0.0.1:443", TRAFFIC, own))).isEqualTo(expected + " from 127.0.0.9");
    assertThat(plans(server("10.0.0.1:443", TRAFFIC + own, "")))
        .as("set by the pool")
        .isEqualTo(expected + " from 127.0.0.9");
    assertThat(plans(server(own, "10.0.0.1:443", TRAFFIC, "")))
        .as("set for all pools")
        .isEqualTo(expected + " from 127.0.0.9");
  }

  @Test
  void tlsBroughtBackHasEverySettingOfTheTrafficThatTheCheckDoesNotSet() {
    ServerSpec server =
        server(
            "10.0.0.1:443",
            TRAFFIC,
            "check { port = 8443, tls { enabled = true, min-version = TLSv1.3 } }");

    ConnectPlan plan = ((Step.Connect) server.checks().get(0).script().steps().get(0)).plan();
    assertThat(plan.tls())
        .isEqualTo(
            new TlsSpec(
                "www.example.org",
                TlsSpec.Verify.CHAIN,
                null,
                null,
                null,
                null,
                List.of("h2"),
                "TLSv1.3"));
  }

  @Test
  void aTransportOfTheServersOwnWinsOverThePools() {
    ServerSpec server = server("10.0.0.1:443", TRAFFIC, "transport { tls { enabled = false } }");

    assertThat(plans(server)).isEqualTo("10.0.0.1:443 plain v1 from 127.0.0.9");
  }

  @ParameterizedTest(name = "{0}, tls '{' {1} '}', headers '{' {2} '}': {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "web.example.org:443  | server-name = a.example | Host = h.example    | a.example",
        "web.example.org:443  |                         | Host = h.example    | web.example.org",
        "web.example.org.:443 |                         |                     | web.example.org",
        "10.0.0.1:443         |                         | Host = h.example    | h.example",
        "10.0.0.1:443         |                         | host = \"h.example:8443\" | h.example",
        "10.0.0.1:443         |                         | Host = \"10.0.0.7:1\" | null",
        "10.0.0.1:443         |                         | Host = \"[::1]\"    | null",
        "10.0.0.1:443         |                         | Host = \"a b\"      | null",
        "10.0.0.1:443         |                         |                     | null",
      })
  void theNameIsServerNameElseThatInTheAddressElseTheHostHeaderElseNone(
      String address, String tls, String headers, String expected) {
    ServerSpec server =
        server(
            address,
            "check { type = http, request.headers { %s } }, transport.tls { enabled = true, %s }"
                .formatted(headers == null ? "" : headers, tls == null ? "" : tls),
            "");

    assertThat(plans(server)).endsWith("tls:" + expected);
  }

  @Test
  void onlyHttpTakesTheNameFromAHostHeader() {
    ServerSpec server = server("10.0.0.1:443", "transport.tls { enabled = true }", "");

    assertThat(plans(server)).isEqualTo("10.0.0.1:443 tls:null");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1:80        |                        | 10.0.0.1",
        "[::1]:80           |                        | [::1]",
        "web.example.org:80 |                        | web.example.org",
        "web.example.org:80 | port = 81              | web.example.org",
        "web.example.org:80 | address = b.example    | b.example",
      })
  void withoutAServerNameTheHostHeaderIsTheHostThatIsConnectedTo(
      String address, String check, String expected) {
    ServerSpec server =
        server(address, "check { type = http, %s }".formatted(check == null ? "" : check), "");

    assertThat(request(server)).contains("\r\nHost: " + expected + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "check.port = 8080", "check.tls.enabled = false"})
  void theHostHeaderIsTheServerNameWithAndWithoutTls(String check) {
    ServerSpec server = server("10.0.0.1:443", "check.type = http\n" + TRAFFIC, check);

    assertThat(request(server)).contains("\r\nHost: www.example.org\r\n");
  }

  @ParameterizedTest(name = "connect '{' {0} '}': {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "                                  | 10.0.0.1:443 tls:www.example.org v1",
        "port = 25                         | 10.0.0.1:25 plain",
        "address = \"10.0.0.2\"            | 10.0.0.2:443 plain",
        "address = \"10.0.0.2:1\", port = 2 | 10.0.0.2:2 plain",
        "port = 25, tls.enabled = true     | 10.0.0.1:25 tls:www.example.org",
        "tls.enabled = false               | 10.0.0.1:443 plain v1",
        "port = 25, proxy-protocol = v2    | 10.0.0.1:25 plain v2",
      })
  void aConnectStepStandsToItsCheckAsTheCheckStandsToTheTraffic(String step, String expected) {
    String steps = "[ { connect { %s } } ]".formatted(step == null ? "" : step);

    ServerSpec server =
        server("10.0.0.1:443", TRAFFIC + "check { type = script, steps = " + steps + " }", "");

    assertThat(plans(server)).isEqualTo(expected + " from 127.0.0.9");
  }

  @Test
  void startTlsHasTheSettingsOfTheTrafficAndTheNameOfTheOpenConnection() {
    ServerSpec server =
        server(
            "mail.example.org:25",
            """
            check { type = script, steps = [ { starttls { alpn = [ smtp ] } } ] }
            transport { tls { verify = none } }
            """,
            "");

    assertThat(server.checks().get(0).script().steps().get(1))
        .isEqualTo(
            new Step.StartTls(
                new TlsSpec(
                    "mail.example.org",
                    TlsSpec.Verify.NONE,
                    null,
                    null,
                    null,
                    null,
                    List.of("smtp"),
                    "TLSv1.2"),
                null));
  }

  private static String request(ServerSpec server) {
    return ((Step.Send) server.checks().get(0).script().steps().get(1)).bytes().utf8String();
  }
}
