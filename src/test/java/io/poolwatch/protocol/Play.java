package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Action;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Splits.Cut;
import io.poolwatch.event.Quotes;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A probe of a protocol's check against a server that plays its replies, one after the other, each
 * when the check waits for one, and then closes.
 *
 * @param result what came of it
 * @param sent what was sent, one text of Latin-1 a send; {@code <TLS>} where TLS was started
 * @param goodbye what would be sent before the close
 * @param heard after how many sends each piece was given: {@code reply@sends}, without repetition
 */
record Play(CheckResult result, List<String> sent, String goodbye, Set<String> heard) {
  private static final String HOST = "a.example";

  /** A plain connection. */
  static final Channel PLAIN = new Channel(ProbeDriver.PLAIN_PLAN, HOST, null, false);

  /** A plain connection on which passwords may leave in clear. */
  static final Channel ALLOWED = new Channel(ProbeDriver.PLAIN_PLAN, HOST, null, true);

  /** Verified TLS from the first byte. */
  static final Channel TLS = new Channel(ProbeDriver.TLS_PLAN, HOST, null, false);

  /** Verified TLS that is started inside a plain connection. */
  static final Channel STARTTLS = new Channel(ProbeDriver.PLAIN_PLAN, HOST, ProbeDriver.TLS, false);

  /** TLS from the first byte whose certificate is not verified. */
  static final Channel UNVERIFIED =
      new Channel(unverified(ProbeDriver.TLS_PLAN), HOST, null, false);

  /** TLS inside a plain connection whose certificate is not verified. */
  static final Channel STARTTLS_UNVERIFIED =
      new Channel(ProbeDriver.PLAIN_PLAN, HOST, unverified(ProbeDriver.TLS), false);

  private static final int MOST_EVENTS = 100_000;

  /**
   * Far more than a check that keeps to its budget can take, however often it may say something.
   */
  private static final int MOST_FLOOD = 64 * ProbeDriver.BUDGET;

  private static final int WAVE = 1024;

  /** What no check keeps at any time: its budget, in a buffer that doubles, and what it read. */
  private static final int MOST_KEPT = 3 * ProbeDriver.BUDGET;

  /** Plays replies given in Latin-1. */
  static Play of(ProtocolCheck check, Channel channel, String... replies) {
    List<ByteString> bytes = Stream.of(replies).map(ProbeDriver::bytes).toList();
    return of(script(check, channel), bytes, stream -> List.of(stream));
  }

  /** Plays replies, each cut into pieces. */
  static Play of(CheckScript script, List<ByteString> replies, Cut cut) {
    return of(script, replies, cut, ByteString.emptyByteString());
  }

  /** Plays replies and then, in place of the close, one more again and again. */
  static Play flooded(CheckScript script, List<ByteString> replies, ByteString flood) {
    ByteString wave = flood;
    while (wave.length() < WAVE) {
      wave = wave.concat(wave);
    }
    return of(script, replies, stream -> List.of(stream), wave);
  }

  private record Piece(int reply, ByteString bytes) {}

  private static Play of(CheckScript script, List<ByteString> replies, Cut cut, ByteString flood) {
    ProbeDriver probe = new ProbeDriver(script, ProbeDriver.BUDGET, ClosePolicy.AUTO).start();
    List<String> sent = new ArrayList<>();
    Set<String> heard = new TreeSet<>();
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < replies.size(); i++) {
      int reply = i;
      cut.pieces(replies.get(i)).forEach(bytes -> pieces.add(new Piece(reply, bytes)));
    }
    int next = 0;
    int flooded = 0;
    for (int events = 0; !probe.concluded(); events++) {
      if (events > MOST_EVENTS) {
        throw new AssertionError("it never ends");
      }
      Action action = probe.last();
      assertThat(probe.holds()).as("bytes kept").isLessThan(MOST_KEPT);
      if (action instanceof Action.Open open) {
        probe.tcp();
        if (open.plan().tls() != null) {
          probe.secured();
        }
      } else if (action instanceof Action.Send send) {
        sent.add(send.bytes().decodeString(StandardCharsets.ISO_8859_1));
        probe.sent();
      } else if (action instanceof Action.StartTls start) {
        assertThat(script.tlsSettings()).as("TLS known beforehand").contains(start.tls());
        sent.add("<TLS>");
        probe.secured();
      } else if (next < pieces.size()) {
        heard.add(pieces.get(next).reply() + "@" + sent.size());
        probe.received(pieces.get(next).bytes());
        next++;
      } else if (flood.isEmpty()) {
        probe.peerClosed();
      } else {
        flooded += flood.length();
        assertThat(flooded).as("bytes taken without an end").isLessThan(MOST_FLOOD);
        probe.received(flood);
      }
    }
    String goodbye = probe.conclusion().goodbye().decodeString(StandardCharsets.ISO_8859_1);
    return new Play(probe.result(), List.copyOf(sent), goodbye, heard);
  }

  static CheckScript script(ProtocolCheck check, Channel channel) {
    return check.compile(channel).script().orElseThrow();
  }

  /** Status and info, with the code where there is one. */
  String verdict() {
    String code = result.code() == CheckResult.NO_CODE ? "" : " " + result.code();
    return result.status() + code + (result.info().isEmpty() ? "" : " " + result.info());
  }

  /** The info as those are told who may not read what the server said. */
  String toReaders() {
    return Quotes.info(result);
  }

  private static ConnectPlan unverified(ConnectPlan plan) {
    @Nullable TlsSpec tls = plan.tls();
    return new ConnectPlan(
        plan.destination(), tls == null ? null : unverified(tls), plan.proxy(), plan.source());
  }

  private static TlsSpec unverified(TlsSpec tls) {
    return new TlsSpec(
        tls.serverName(),
        TlsSpec.Verify.NONE,
        tls.caFile(),
        tls.certFile(),
        tls.keyFile(),
        tls.keyPassword(),
        tls.alpn(),
        tls.minVersion());
  }
}
