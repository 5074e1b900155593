package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.Action;
import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Splits.Cut;
import io.poolwatch.model.CheckResult;
import io.poolwatch.model.ClosePolicy;
import io.poolwatch.model.ConnectPlan;
import io.poolwatch.model.TlsSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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
 */
record Play(CheckResult result, List<String> sent, String goodbye) {
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

  /** Plays replies given in Latin-1. */
  static Play of(ProtocolCheck check, Channel channel, String... replies) {
    List<ByteString> bytes = Stream.of(replies).map(ProbeDriver::bytes).toList();
    return of(script(check, channel), bytes, stream -> List.of(stream));
  }

  /** Plays replies, each cut into pieces. */
  static Play of(CheckScript script, List<ByteString> replies, Cut cut) {
    ProbeDriver probe = new ProbeDriver(script, ProbeDriver.BUDGET, ClosePolicy.AUTO).start();
    List<String> sent = new ArrayList<>();
    List<ByteString> pieces = new ArrayList<>();
    replies.forEach(reply -> pieces.addAll(cut.pieces(reply)));
    int next = 0;
    for (int events = 0; !probe.concluded(); events++) {
      if (events > MOST_EVENTS) {
        throw new AssertionError("it never ends");
      }
      Action action = probe.last();
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
        probe.received(pieces.get(next));
        next++;
      } else {
        probe.peerClosed();
      }
    }
    String goodbye = probe.conclusion().goodbye().decodeString(StandardCharsets.ISO_8859_1);
    return new Play(probe.result(), List.copyOf(sent), goodbye);
  }

  static CheckScript script(ProtocolCheck check, Channel channel) {
    return check.compile(channel).script().orElseThrow();
  }

  /** Status and info, with the code where there is one. */
  String verdict() {
    String code = result.code() == CheckResult.NO_CODE ? "" : " " + result.code();
    return result.status() + code + (result.info().isEmpty() ? "" : " " + result.info());
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
