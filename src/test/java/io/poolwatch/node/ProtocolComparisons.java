package io.poolwatch.node;

import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;

import io.poolwatch.testkit.SpopAgent;
import io.poolwatch.testkit.Step;
import java.util.HexFormat;
import java.util.stream.Stream;

/** The checks of protocols that HAProxy has as well, compared with its own. */
final class ProtocolComparisons {
  private static final String REDIS = "option redis-check";
  private static final String SMTP = "option smtpchk HELO localhost";
  private static final String LDAP = "option ldap-check";
  private static final String SSL = "option ssl-hello-chk";
  private static final String SPOP = "option spop-check";

  private static final Step PING = readUntil("PING\r\n");
  private static final Step HELO = readUntil("\r\n");
  private static final Step BIND = read(14);
  private static final Step SSL_HELLO = read(126);
  private static final Step SPOP_HELLO = read(82);

  private ProtocolComparisons() {}

  static Stream<Comparison> all() {
    return Stream.of(redis(), smtp(), ldap(), ssl(), spop()).flatMap(rows -> rows);
  }

  private static Row row(String type, String sentence, Step... peer) {
    return Row.that(type + ": " + sentence).check("type = " + type).peer(peer);
  }

  private static Step hex(String hex) {
    return send(HexFormat.of().parseHex(hex));
  }

  private static Stream<Comparison> redis() {
    return Stream.of(
        Comparison.of(row("redis", "PONG", PING, send("+PONG\r\n"), readToEnd()), REDIS),
        Comparison.of(
            row("redis", "an error, closed", PING, send("-ERR x\r\n"), fin(), readToEnd()), REDIS),
        Comparison.of(
                row("redis", "an error, open", PING, send("-NOAUTH x\r\n"), readToEnd())
                    .impatient(),
                REDIS)
            .differing("L7TOUT", "L7STS", "an error reply decides at once"),
        Comparison.of(row("redis", "half an answer", PING, send("+PO"), fin(), readToEnd()), REDIS)
            .differing("L7STS", "L7RSP", "an answer that is cut off is none"),
        Comparison.of(row("redis", "silence", readToEnd()).impatient(), REDIS));
  }

  private static Stream<Comparison> smtp() {
    Step greeting = send("220 mail ESMTP\r\n");
    Step bye = readUntil("QUIT\r\n");
    return Stream.of(
        Comparison.of(
                row(
                    "smtp",
                    "well",
                    greeting,
                    HELO,
                    send("250 hi\r\n"),
                    bye,
                    send("221 bye\r\n"),
                    readToEnd()),
                SMTP)
            .differing("L7OK 221", "L7OK 250", "the reply to the hello"),
        Comparison.of(
                row(
                    "smtp",
                    "a greeting of two lines",
                    send("220-a\r\n220 b\r\n"),
                    HELO,
                    send("250 hi\r\n"),
                    bye,
                    send("221 bye\r\n"),
                    readToEnd()),
                SMTP)
            .differing("L7RSP", "L7OK 250", "may have many lines"),
        Comparison.of(
            row("smtp", "a greeting that says no", send("554 no\r\n"), fin(), readToEnd()), SMTP),
        Comparison.of(
            row("smtp", "a hello refused", greeting, HELO, send("550 no\r\n"), fin(), readToEnd()),
            SMTP),
        Comparison.of(row("smtp", "another protocol", send("hello\r\n"), readToEnd()), SMTP),
        Comparison.of(row("smtp", "silence", readToEnd()).impatient(), SMTP));
  }

  private static Stream<Comparison> ldap() {
    return Stream.of(
        Comparison.of(
            row("ldap", "bound", BIND, hex("300c02010161070a010004000400"), readToEnd()), LDAP),
        Comparison.of(
            row("ldap", "refused", BIND, hex("300c02010161070a013104000400"), readToEnd()), LDAP),
        Comparison.of(row("ldap", "cut off", BIND, hex("300c020101"), fin(), readToEnd()), LDAP),
        Comparison.of(
            row("ldap", "another protocol", BIND, send("HTTP/1.1 400 Bad\r\n"), readToEnd()),
            LDAP));
  }

  private static Stream<Comparison> ssl() {
    return Stream.of(
        Comparison.of(
            row("ssl-hello", "an alert", SSL_HELLO, hex("15030000020228"), readToEnd()), SSL),
        Comparison.of(
            row("ssl-hello", "another protocol", SSL_HELLO, send("220 hello\r\n"), readToEnd()),
            SSL),
        Comparison.of(row("ssl-hello", "closed", SSL_HELLO, fin(), readToEnd()), SSL),
        Comparison.of(row("ssl-hello", "silence", readToEnd()).impatient(), SSL));
  }

  private static Stream<Comparison> spop() {
    String good = SpopAgent.HELLO;
    String old = good.replace("322e30", "312e30");
    String disconnect = "66000000010000" + "0b7374617475732d636f6465" + "030d";
    return Stream.of(
        Comparison.of(row("spop", "hello", SPOP_HELLO, SpopAgent.frame(good), readToEnd()), SPOP),
        Comparison.of(
            row("spop", "an old version", SPOP_HELLO, SpopAgent.frame(old), readToEnd()), SPOP),
        Comparison.of(
                row("spop", "a disconnect", SPOP_HELLO, SpopAgent.frame(disconnect), readToEnd()),
                SPOP)
            .differing("L7RSP", "L7STS 13", "a disconnect with a status"));
  }
}
