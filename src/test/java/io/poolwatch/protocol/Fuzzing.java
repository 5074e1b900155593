package io.poolwatch.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.util.ByteString;

/**
 * What a fuzzer's bytes mean: the first says which of the talks of a protocol it is, then follow
 * the replies, each with its length in two bytes before it. In the normal tests the bytes are the
 * talks' own; the profile {@code fuzz} has Jazzer make others of them.
 */
final class Fuzzing {
  /** How long each parser is fuzzed. */
  static final String TIME = "60s";

  private static final int MOST_REPLIES = 8;

  private Fuzzing() {}

  /** The talks as bytes, from which a fuzzer starts. */
  static Stream<byte[]> seeds(List<Talk> talks) {
    List<byte[]> seeds = new ArrayList<>();
    for (int i = 0; i < talks.size(); i++) {
      ByteArrayOutputStream seed = new ByteArrayOutputStream();
      seed.write(i);
      for (ByteString reply : talks.get(i).replies()) {
        seed.write(reply.length() >> 8);
        seed.write(reply.length());
        seed.writeBytes(reply.toArray());
      }
      seeds.add(seed.toByteArray());
    }
    return seeds.stream();
  }

  /** One input of a fuzzer: whatever it is, the check stands it. */
  static void assertStands(List<Talk> talks, byte[] input) {
    ByteBuffer left = ByteBuffer.wrap(input);
    int chosen = left.hasRemaining() ? Byte.toUnsignedInt(left.get()) : 0;
    List<ByteString> replies = new ArrayList<>();
    while (left.remaining() >= Short.BYTES && replies.size() < MOST_REPLIES) {
      byte[] reply = new byte[Math.min(Short.toUnsignedInt(left.getShort()), left.remaining())];
      left.get(reply);
      if (reply.length > 0) {
        replies.add(ByteString.fromArray(reply));
      }
    }
    Robustness.assertStandsAnything(talks.get(chosen % talks.size()).script(), replies);
  }
}
