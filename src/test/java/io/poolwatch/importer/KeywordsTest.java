package io.poolwatch.importer;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.Golden;
import io.poolwatch.importer.Keyword.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table of keywords: it is whole, the documentation shows it, and the importer acts by it. */
final class KeywordsTest {
  private static final Path PAGE = Path.of("docs", "haproxy.md");
  private static final String BEGIN = "<!-- keywords -->\n";
  private static final String END = "<!-- end of keywords -->\n";

  @Test
  void theDocumentationShowsTheTable() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    StringBuilder expected = new StringBuilder(page.substring(0, from));
    for (Place place : Place.values()) {
      expected.append("\n### ").append(place.title());
      expected.append("\n\n| keyword | fate | becomes |\n| --- | --- | --- |\n");
      Keywords.in(place).values().stream()
          .filter(keyword -> keyword.fate() != Fate.TRAFFIC)
          .forEach(keyword -> expected.append(keyword.row()).append('\n'));
    }
    expected.append('\n').append(page.substring(to));

    Golden.assertMatches("../../../../docs/haproxy.md", expected.toString());
  }

  @ParameterizedTest
  @EnumSource(Place.class)
  void everyKeywordSaysWhatBecomesOfIt(Place place) {
    assertThat(Keywords.in(place).values())
        .isNotEmpty()
        .allSatisfy(
            keyword ->
                assertThat(keyword.becomes().isEmpty()).isEqualTo(keyword.fate() == Fate.TRAFFIC));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "check port addr check-ssl no-check-ssl ssl verify verifyhost ca-file crl-file crt sni",
        "check-sni check-sni-auto no-check-sni-auto check-alpn alpn check-proto check-send-proxy",
        "no-check-send-proxy check-via-socks4 check-reuse-pool no-check-reuse-pool",
        "check-pool-conn-name inter fastinter downinter rise fall source healthcheck agent-check",
        "agent-port agent-addr agent-inter agent-send observe error-limit on-error",
        "on-marked-down on-marked-up track init-state disabled enabled slowstart non-stick backup",
        "weight send-proxy ssl-min-ver ssl-max-ver ciphers"
      })
  void serverLinesAreKnown(String names) {
    assertThat(Keywords.in(Place.SERVER)).containsKeys(names.split(" "));
  }

  @Test
  void sectionsAndRulesAreKnown() {
    assertThat(Keywords.in(Place.SECTION))
        .containsKeys(
            "option httpchk",
            "option tcp-check",
            "option smtpchk",
            "option mysql-check",
            "option pgsql-check",
            "option redis-check",
            "option ldap-check",
            "option ssl-hello-chk",
            "option spop-check",
            "option external-check",
            "external-check command",
            "external-check path",
            "option log-health-checks",
            "timeout check",
            "timeout connect",
            "email-alert from",
            "email-alert to",
            "email-alert level",
            "email-alert mailers",
            "email-alert myhostname",
            "load-server-state-from-file",
            "server-state-file-name",
            "option use-small-buffers",
            "default-server",
            "server-template");
    assertThat(Keywords.in(Place.GLOBAL))
        .containsKeys(
            "external-check",
            "insecure-fork-wanted",
            "spread-checks",
            "max-spread-checks",
            "tune.max-checks-per-thread",
            "tune.bufsize",
            "server-state-file",
            "server-state-base",
            "stats socket",
            "ssl-server-verify",
            "healthcheck",
            "mailers");
    assertThat(Keywords.in(Place.HTTP_RULE))
        .containsKeys("disable-on-404", "send-state", "connect", "send", "expect")
        .containsKeys("set-var", "set-var-fmt", "unset-var", "comment");
    assertThat(Keywords.in(Place.TCP_RULE))
        .containsKeys("connect", "send", "send-lf", "send-binary", "send-binary-lf", "expect")
        .containsKeys("set-var", "set-var-fmt", "unset-var", "comment");
    assertThat(Keywords.in(Place.CONNECT))
        .containsKeys("default", "port", "addr", "send-proxy", "via-socks4", "ssl", "sni")
        .containsKeys("alpn", "proto", "linger", "comment");
    assertThat(Keywords.in(Place.HTTP_SEND))
        .containsKeys("meth", "uri", "uri-lf", "ver", "hdr", "body", "body-lf", "comment");
    assertThat(Keywords.in(Place.EXPECT))
        .containsKeys("min-recv", "comment", "ok-status", "error-status", "tout-status")
        .containsKeys("on-success", "on-error", "status-code", "!");
    assertThat(Keywords.in(Place.TCP_MATCH))
        .containsKeys("string", "rstring", "binary", "rbinary", "string-lf", "binary-lf");
    assertThat(Keywords.in(Place.HTTP_MATCH))
        .containsKeys("status", "rstatus", "hdr", "fhdr", "string", "rstring", "string-lf");
  }

  static Stream<Keyword> ofServers() {
    return Keywords.in(Place.SERVER).values().stream();
  }

  /** A word that is good as a value of most keywords, so that what is lost is the keyword. */
  private static String sample(Keyword keyword) {
    return switch (keyword.name()) {
      case "verify" -> "none";
      case "ssl-min-ver" -> "TLSv1.2";
      case "addr", "source", "agent-addr" -> "10.0.0.9";
      case "init-state" -> "up";
      case "check-proto" -> "h1";
      case "ca-file" -> "@system-ca";
      case "agent-check" -> "agent-port 7";
      case "track" -> "b/t";
      default -> "7";
    };
  }

  @ParameterizedTest
  @MethodSource("ofServers")
  void aServersKeywordIsALossIfTheTableSaysSo(Keyword keyword) {
    boolean needsMore = keyword.values() > 0 || keyword.name().equals("agent-check");
    String value = needsMore ? " " + sample(keyword) : "";
    String check = keyword.name().equals("track") ? "" : " check";
    String line = "  server a 10.0.0.1:80 " + keyword.name() + value + check + "\n";
    String other = "  server t 10.0.0.2:80 check\n";
    String text = "backend b\n" + line + other + "healthcheck 7\n  type redis-check\n";

    ImportResult result = HaproxyImporter.read(Path.of("h.cfg"), text, Map.of());

    assertThat(result.losses().stream().map(Loss::message))
        .as(text)
        .hasSize(keyword.fate() == Fate.LOST ? 1 : 0)
        .allSatisfy(message -> assertThat(message).startsWith(keyword.name() + ": "));
  }
}
