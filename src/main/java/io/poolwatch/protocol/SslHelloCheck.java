package io.poolwatch.protocol;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.Compiled;
import io.poolwatch.check.Matcher;
import io.poolwatch.check.Step;
import io.poolwatch.model.CheckStatus;
import java.util.List;
import org.apache.pekko.util.ByteString;

/**
 * The check that sends the first message of SSL 3.0 and passes on any answer that SSL or TLS would
 * give, an alert among them, which is what servers of today answer to so old a client.
 *
 * <p>It verifies nothing: a check of type connect over TLS does. The goodbye is a close_notify
 * alert where the server is still there. The random bytes of the message are always the same, for
 * nothing is ever encrypted with them.
 *
 * <p>Source: HAProxy, {@code option ssl-hello-chk}; RFC 6101, 5.2 (records), 5.6 (handshake).
 */
public record SslHelloCheck() implements ProtocolCheck {
  private static final int HANDSHAKE = 0x16;
  private static final int ALERT = 0x15;
  private static final int MAJOR_VERSION = 3;
  private static final int RECORD_HEADER = 5;
  private static final int FIRST_RSA_SUITE = 0x01;
  private static final int LAST_RSA_SUITE = 0x1b;
  private static final int FIRST_AES_SUITE = 0x2f;
  private static final int LAST_AES_SUITE = 0x3a;
  private static final ByteString CLOSE_NOTIFY = Octets.of(ALERT, MAJOR_VERSION, 0, 0, 2, 1, 0);
  private static final ByteString HELLO = hello();

  @Override
  public Compiled compile(Channel channel) {
    return channel
        .alreadySecure("")
        .map(problem -> Compiled.failed(List.of(problem)))
        .orElseGet(() -> script(channel));
  }

  private static Compiled script(Channel channel) {
    Step expect =
        new Step.Expect(
            new Answer(),
            false,
            RECORD_HEADER,
            CheckStatus.L6OK,
            CheckStatus.L6RSP,
            CheckStatus.L6TOUT,
            null,
            null,
            null);
    List<Step> steps =
        List.of(Step.Connect.implicit(channel.plan()), new Step.Send(HELLO, null), expect);
    return Compiled.of(new CheckScript("ssl-hello", steps, false, true, CLOSE_NOTIFY));
  }

  /** A client hello of SSL 3.0 with the 39 cipher suites of its time and no session. */
  private static ByteString hello() {
    ByteString suites =
        suites(FIRST_RSA_SUITE, LAST_RSA_SUITE).concat(suites(FIRST_AES_SUITE, LAST_AES_SUITE));
    ByteString body =
        Octets.of(MAJOR_VERSION, 0)
            .concat(ByteString.fromString("poolwatch poolwatch poolwatch po"))
            .concat(Octets.of(0, 0, suites.length()))
            .concat(suites)
            .concat(Octets.of(1, 0));
    ByteString handshake = Octets.of(1, 0, 0, body.length()).concat(body);
    return Octets.of(HANDSHAKE, MAJOR_VERSION, 0, 0, handshake.length())
        .concat(handshake)
        .compact();
  }

  private static ByteString suites(int first, int last) {
    ByteString suites = ByteString.emptyByteString();
    for (int suite = first; suite <= last; suite++) {
      suites = suites.concat(Octets.of(0, suite));
    }
    return suites;
  }

  /** Finds a record of a handshake or of an alert at the beginning. */
  private record Answer() implements Matcher {

    @Override
    public Search begin() {
      return (data, length, last) ->
          length >= RECORD_HEADER
              && (data[0] == HANDSHAKE || data[0] == ALERT)
              && data[1] == MAJOR_VERSION;
    }

    @Override
    public int minLength() {
      return RECORD_HEADER;
    }

    @Override
    public String describe() {
      return "handshake or alert of SSL";
    }
  }
}
