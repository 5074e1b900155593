package io.poolwatch.protocol;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;

/**
 * A check and replies with which it passes.
 *
 * @param script the check
 * @param replies each the answer to what was sent last
 */
record Talk(CheckScript script, List<ByteString> replies) {

  Talk {
    replies = List.copyOf(replies);
  }

  /** Replies in Latin-1. */
  static Talk of(CheckScript script, String... replies) {
    return new Talk(script, Stream.of(replies).map(ProbeDriver::bytes).toList());
  }

  /** Replies in Latin-1 to a check of a protocol. */
  static Talk of(ProtocolCheck check, Channel channel, String... replies) {
    return of(Play.script(check, channel), replies);
  }
}
