package io.poolwatch.node;

import static io.poolwatch.node.Row.that;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.rst;
import static io.poolwatch.testkit.Step.send;

import io.poolwatch.testkit.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What HAProxy and Poolwatch are given in HAProxy's own words: every way to check against every way
 * to misbehave, and what is compared otherwise.
 */
final class ImportedComparisons {
  private static final Step REQUEST = readUntil("\r\n\r\n");
  private static final String BODY_OK = "Content-Length: 2\r\n\r\nOK";
  private static final String HTTPCHK = "option httpchk GET / HTTP/1.1\n";
  private static final String TCP = "option tcp-check\n";

  /** A server that speaks first, and a check that forgets what came before its request. */
  private static final Set<String> RACES =
      Set.of(
          "tcp: send, expect / OK, open",
          "tcp: send, expect / OK, closed",
          "tcp: send, expect / both, closed");

  private ImportedComparisons() {}

  /** All of them, each by its name. */
  static Map<String, Comparison> all() {
    Map<String, Comparison> all = new LinkedHashMap<>();
    for (Comparison comparison : Comparisons.all()) {
      all.put(comparison.toString(), comparison);
    }
    addMatrix(all, "http", httpChecks(), answers());
    addMatrix(all, "tcp", tcpChecks(), conversations());
    return all;
  }

  /**
   * What a server does.
   *
   * @param script what it plays; nobody listens if it is empty
   * @param waits whether a check may end by a deadline
   */
  private record Manner(List<Step> script, boolean waits) {}

  private static void addMatrix(
      Map<String, Comparison> all,
      String kind,
      Map<String, String> checks,
      Map<String, Manner> manners) {
    checks.forEach(
        (check, lines) ->
            manners.forEach(
                (does, manner) -> {
                  String name = kind + ": " + check + " / " + does;
                  if (!RACES.contains(name)) {
                    all.put(name, Comparison.of(row(name, manner), lines));
                  }
                }));
  }

  private static Row row(String name, Manner manner) {
    Row row = that(name);
    if (!manner.script().isEmpty()) {
      row.peer(manner.script().toArray(new Step[0]));
    }
    return manner.waits() ? row.impatient() : row;
  }

  private static Map<String, String> httpChecks() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put("httpchk", "option httpchk");
    checks.put("uri", "option httpchk /health");
    checks.put("method", "option httpchk HEAD / HTTP/1.0");
    checks.put("host", HTTPCHK + "http-check send hdr Host www.example.org");
    checks.put("body", HTTPCHK + "http-check send meth POST hdr Host a body hello");
    checks.put("status", HTTPCHK + "http-check expect status 200,204");
    checks.put("not status", HTTPCHK + "http-check expect ! status 500-599");
    checks.put("rstatus", HTTPCHK + "http-check expect rstatus ^[23]");
    checks.put("string", HTTPCHK + "http-check expect string OK");
    checks.put("not string", HTTPCHK + "http-check expect ! string busy");
    checks.put("rstring", HTTPCHK + "http-check expect rstring ^O.?K$");
    checks.put("hdr", HTTPCHK + "http-check expect hdr name Cache-Control value no-store");
    checks.put("hdr beg", HTTPCHK + "http-check expect hdr name cache-control value -m beg max-");
    checks.put("fhdr", HTTPCHK + "http-check expect fhdr name X-Ready");
    checks.put("not fhdr", HTTPCHK + "http-check expect ! fhdr name X-Ready value yes");
    checks.put("404", HTTPCHK + "http-check disable-on-404");
    checks.put(
        "two expects", HTTPCHK + "http-check expect status 200\nhttp-check expect string OK");
    checks.put(
        "connect",
        """
        option httpchk
        http-check connect
        http-check send meth GET uri /x
        http-check expect ! rstatus ^5
        """);
    checks.put(
        "two connections",
        """
        option httpchk
        http-check connect
        http-check send meth GET uri /a
        http-check expect status 200
        http-check connect port PORT
        http-check send meth GET uri /b
        http-check expect string OK
        """);
    return checks;
  }

  private static Manner answer(String text, Step... more) {
    List<Step> script = new ArrayList<>(List.of(REQUEST, send(text)));
    script.addAll(List.of(more.length == 0 ? new Step[] {fin(), readToEnd()} : more));
    return new Manner(List.copyOf(script), false);
  }

  private static Map<String, Manner> answers() {
    Map<String, Manner> answers = new LinkedHashMap<>();
    answers.put("200", answer("HTTP/1.1 200 OK\r\n" + BODY_OK));
    answers.put("200, then reset", answer("HTTP/1.1 200 OK\r\n" + BODY_OK, rst()));
    answers.put("204", answer("HTTP/1.1 204 No Content\r\n\r\n"));
    answers.put("301", answer("HTTP/1.1 301 Moved\r\nLocation: /\r\n" + BODY_OK));
    answers.put("404", answer("HTTP/1.1 404 Not Found\r\n" + BODY_OK));
    answers.put("503", answer("HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy"));
    answers.put("500 with OK", answer("HTTP/1.1 500 Error\r\n" + BODY_OK));
    answers.put("200 with no", answer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"));
    answers.put(
        "200 with headers",
        answer(
            "HTTP/1.1 200 OK\r\nCache-Control: no-store, max-age=5\r\nX-Ready: yes\r\n" + BODY_OK));
    answers.put(
        "200 in chunks",
        answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nOK\r\n0\r\n\r\n"));
    answers.put("200 of HTTP/1.0", answer("HTTP/1.0 200 OK\r\n\r\nOK"));
    answers.put("no HTTP", answer("220 mail ESMTP\r\n"));
    answers.put("half a status line", answer("HTTP/1.1 20"));
    answers.put("half a head", answer("HTTP/1.1 200 OK\r\nA: b\r\n"));
    answers.put("closed", new Manner(List.of(REQUEST, fin(), readToEnd()), false));
    answers.put("reset", new Manner(List.of(REQUEST, rst()), false));
    answers.put("silent", new Manner(List.of(readToEnd()), true));
    answers.put("refused", new Manner(List.of(), false));
    return answers;
  }

  private static Map<String, String> tcpChecks() {
    Map<String, String> checks = new LinkedHashMap<>();
    checks.put("connect", TCP);
    checks.put("string", TCP + "tcp-check expect string OK");
    checks.put("not string", TCP + "tcp-check expect ! string NO");
    checks.put("rstring", TCP + "tcp-check expect rstring ^OK.*$");
    checks.put("binary", TCP + "tcp-check expect binary 4f4b");
    checks.put("rbinary", TCP + "tcp-check expect rbinary ^4F4B");
    checks.put("send", TCP + "tcp-check send PING\n");
    checks.put("send, expect", TCP + "tcp-check send PING\ntcp-check expect string OK");
    checks.put("error-status", TCP + "tcp-check expect error-status L7STS string OK");
    checks.put("tout-status", TCP + "tcp-check expect tout-status L6TOUT string OK");
    checks.put("ok-status", TCP + "tcp-check expect ok-status L4OK string OK");
    checks.put("conditional", TCP + "tcp-check expect ok-status L7OKC string OK");
    checks.put("conditional error", TCP + "tcp-check expect error-status L7OKC string OK");
    checks.put("min-recv", TCP + "tcp-check expect min-recv 2 ! string NO");
    checks.put("chain", TCP + "tcp-check expect string OK\ntcp-check expect ! string NO");
    checks.put(
        "two connections",
        TCP + "tcp-check connect\ntcp-check expect string OK\ntcp-check connect port OTHER");
    return checks;
  }

  private static Manner says(boolean waits, Step... script) {
    return new Manner(List.of(script), waits);
  }

  private static Map<String, Manner> conversations() {
    Map<String, Manner> manners = new LinkedHashMap<>();
    manners.put("OK, open", says(true, send("OK\r\n"), readToEnd()));
    manners.put("NO, open", says(true, send("NO\r\n"), readToEnd()));
    manners.put("OK, closed", says(false, send("OK\r\n"), fin(), readToEnd()));
    manners.put("NO, closed", says(false, send("NO\r\n"), fin(), readToEnd()));
    manners.put("half, closed", says(false, send("O"), fin(), readToEnd()));
    manners.put("both, closed", says(false, send("OK and NO"), fin(), readToEnd()));
    manners.put("nothing, open", says(true, readToEnd()));
    manners.put("nothing, closed", says(false, fin(), readToEnd()));
    manners.put("OK after PING", says(true, read(4), send("OK"), readToEnd()));
    manners.put("refused", says(false));
    return manners;
  }
}
