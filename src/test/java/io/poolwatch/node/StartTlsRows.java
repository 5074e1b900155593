package io.poolwatch.node;

import static io.poolwatch.model.CheckStatus.L6OK;
import static io.poolwatch.model.CheckStatus.L6RSP;
import static io.poolwatch.model.CheckStatus.L6TOUT;
import static io.poolwatch.model.CheckStatus.L7OK;
import static io.poolwatch.model.CheckStatus.L7RSP;
import static io.poolwatch.model.Outcome.FAILED;
import static io.poolwatch.model.Outcome.PASSED;
import static io.poolwatch.model.Phase.RECEIVE;
import static io.poolwatch.model.Phase.TLS;
import static io.poolwatch.testkit.Step.fin;
import static io.poolwatch.testkit.Step.read;
import static io.poolwatch.testkit.Step.readToEnd;
import static io.poolwatch.testkit.Step.readUntil;
import static io.poolwatch.testkit.Step.send;
import static io.poolwatch.testkit.Step.startTls;

import io.poolwatch.testkit.Step;
import java.util.stream.Stream;

/** TLS that a script starts inside a plain connection, as clients of SMTP do. */
final class StartTlsRows {
  private static final Step SECURE = startTls(Certificates.SERVER);
  private static final Step SOME_OF_THE_HELLO = read(5);
  private static final String STARTTLS =
      "{ starttls { server-name = " + Certificates.NAME + ", ca-file = ${ca} } }";

  /** What a client of SMTP does before it speaks TLS: RFC 3207, section 4. */
  private static final String UP_TO_STARTTLS =
      """
      { expect.regex = "^220 " },
      { send = "EHLO probe.example\\r\\n" }, { expect.regex = "250 STARTTLS\\r\\n" },
      { send = "STARTTLS\\r\\n" }, { expect.regex = "^220 .*\\r\\n" },
      """
          + STARTTLS;

  private StartTlsRows() {}

  private static Row smtp(String sentence, String... stepsAfterwards) {
    return Row.that(sentence)
        .check(
            "type = script, steps = [" + UP_TO_STARTTLS + String.join("", stepsAfterwards) + "]");
  }

  private static Step[] smtpServer(Step... afterTheGoAhead) {
    return Stream.concat(
            Stream.of(
                send("220 mail.example ESMTP\r\n"),
                readUntil("EHLO probe.example\r\n"),
                send("250-mail.example\r\n"),
                send("250 STARTTLS\r\n"),
                readUntil("STARTTLS\r\n")),
            Stream.of(afterTheGoAhead))
        .toArray(Step[]::new);
  }

  static Stream<Row> rows() {
    Step goAhead = send("220 go ahead\r\n");
    return Stream.of(
        smtp(
                "a script starts TLS in the middle and goes on",
                ", { send = \"EHLO probe.example\\r\\n\" }, { expect.regex = \"^250 \" }",
                ", { send = \"QUIT\\r\\n\" }, { expect.regex = \"^221 \" }")
            .peer(
                smtpServer(
                    goAhead,
                    SECURE,
                    readUntil("EHLO probe.example\r\n"),
                    send("250 AUTH PLAIN\r\n"),
                    readUntil("QUIT\r\n"),
                    send("221 bye\r\n"),
                    readToEnd()))
            .gives(PASSED, L7OK, RECEIVE),
        smtp("a handshake that ends a script is layer 6")
            .peer(smtpServer(goAhead, SECURE, readToEnd()))
            .gives(PASSED, L6OK, TLS),
        smtp("a peer that does not go ahead is layer 7")
            .peer(smtpServer(send("454 TLS not available\r\n"), fin(), readToEnd()))
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("step 5", "454 TLS not available"),
        smtp("a certificate that is not good is layer 6 in the middle, too")
            .peer(smtpServer(goAhead, startTls(Certificates.EXPIRED), readToEnd()))
            .gives(FAILED, L6RSP, TLS)
            .saying("certificate expired on", "step 6 (starttls)"),
        smtp("silence after the go-ahead is layer 6, after timeout.connect")
            .peer(smtpServer(goAhead, readToEnd()))
            .limits("1s", "10s")
            .gives(FAILED, L6TOUT, TLS)
            .saying("no TLS handshake", "within 1 s"),
        smtp("plain text after the go-ahead is no TLS")
            .peer(smtpServer(goAhead, SOME_OF_THE_HELLO, send("500 what?\r\n"), readToEnd()))
            .gives(FAILED, L6RSP, TLS)
            .saying("peer does not speak TLS", "500 what?"),
        smtp(
                "what came in the clear is not believed after the handshake",
                ", { expect { string = injected } }")
            .peer(smtpServer(send("220 go ahead\r\n250 injected\r\n"), SECURE, fin(), readToEnd()))
            .gives(FAILED, L7RSP, RECEIVE)
            .saying("empty reply"));
  }
}
