package io.poolwatch.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.check.CheckScript;
import io.poolwatch.check.ProbeDriver;
import io.poolwatch.check.Splits;
import io.poolwatch.model.CheckStatus;
import io.poolwatch.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pekko.util.ByteString;

/** What every parser of untrusted bytes must stand, whatever its protocol. */
final class Robustness {
  private static final int ROUNDS = 3_000;
  private static final int MOST_MUTATIONS = 4;
  private static final int LONGEST_NOISE = 300;
  private static final List<Integer> PIECES = List.of(1, 3, 50);

  private Robustness() {}

  /**
   * Plays replies with which a check passes: cut in every way they pass as well; cut off at every
   * byte they don't, whatever comes for ever in place of the rest; changed at random they end in
   * some result, without an exception.
   *
   * @param talk a check and the replies
   */
  static void assertStands(Talk talk) {
    CheckScript script = talk.script();
    List<ByteString> good = talk.replies();
    Play whole = Play.of(script, good, stream -> List.of(stream));
    String verdict = whole.verdict();
    assertThat(whole.result().outcome()).as(verdict).isEqualTo(Outcome.PASSED);

    int longest = good.stream().mapToInt(ByteString::length).max().orElseThrow();
    Splits.forEach(
        longest, cut -> assertThat(Play.of(script, good, cut).verdict()).isEqualTo(verdict));
    assertNeedsEveryByte(script, good);
    assertEndsWhateverComes(script, good);
  }

  /** Cut off anywhere, a reply is no answer of this protocol. */
  private static void assertNeedsEveryByte(CheckScript script, List<ByteString> good) {
    for (int i = 0; i < good.size(); i++) {
      for (int length = 0; length < good.get(i).length(); length++) {
        List<ByteString> cutOff = new ArrayList<>(good.subList(0, i));
        cutOff.add(good.get(i).take(length));
        floods(good.get(i), length).forEach(flood -> Play.flooded(script, cutOff, flood));
        Play play =
            Play.of(script, cutOff, stream -> stream.isEmpty() ? List.of() : List.of(stream));
        assertThat(play.result().status())
            .as("%s with %d bytes of reply %d", play.verdict(), length, i)
            .isIn(CheckStatus.L7RSP, CheckStatus.L6RSP);
      }
    }
  }

  /** What may follow for ever on the beginning of a reply: its end again, and single bytes. */
  private static List<ByteString> floods(ByteString reply, int length) {
    ByteString said = reply.take(length);
    ByteString any = ByteString.fromString("1");
    return List.of(
        reply,
        said.isEmpty() ? any : said.takeRight(1),
        said.isEmpty() ? any : said.takeRight(9),
        any,
        ByteString.fromInts(0),
        ByteString.fromString("x\n"));
  }

  private static void assertEndsWhateverComes(CheckScript script, List<ByteString> good) {
    Random random = new Random(Splits.SEED);
    for (int round = 0; round < ROUNDS; round++) {
      List<ByteString> bad = new ArrayList<>();
      for (ByteString reply : good) {
        bad.add(round % 4 == 0 ? noise(random) : mutated(reply, random));
      }
      Play play = Play.of(script, bad, stream -> List.of(stream));
      assertThat(play.result().outcome()).isNotEqualTo(Outcome.INCONCLUSIVE);
    }
  }

  /**
   * Plays replies of any kind: the check ends in some result without an exception, keeps within its
   * budget at any time, however much comes, and judges alike however the bytes are cut, as long as
   * they answer the same that was sent.
   */
  static void assertStandsAnything(CheckScript script, List<ByteString> replies) {
    Play whole = Play.of(script, replies, stream -> List.of(stream));
    assertThat(whole.result().outcome()).isNotEqualTo(Outcome.INCONCLUSIVE);
    for (int size : PIECES) {
      Play cut = Play.of(script, replies, stream -> pieces(stream, size));
      if (whole.heard().containsAll(cut.heard())) {
        assertThat(cut.result().status())
            .as("%s in pieces of %d, not %s", cut.verdict(), size, whole.verdict())
            .isEqualTo(whole.result().status());
      }
    }
    ByteString flood = replies.isEmpty() ? ByteString.fromInts(0) : replies.get(replies.size() - 1);
    Play flooded = Play.flooded(script, replies, flood);
    assertThat(flooded.result().outcome()).isNotEqualTo(Outcome.INCONCLUSIVE);
  }

  /** Plays what never ends, in waves and in small pieces; the check ends, and keeps little. */
  static void assertKeepsToItsBudget(CheckScript script, ByteString begun, ByteString more) {
    ByteString much = begun;
    while (much.length() < 2 * ProbeDriver.BUDGET) {
      much = much.concat(more);
    }
    Play cut = Play.of(script, List.of(much), stream -> pieces(stream, 7));
    Play flooded = Play.flooded(script, List.of(begun), more);

    assertThat(cut.result().status()).isEqualTo(CheckStatus.L7RSP);
    assertThat(flooded.result().status()).isEqualTo(CheckStatus.L7RSP);
  }

  private static List<ByteString> pieces(ByteString stream, int size) {
    List<ByteString> pieces = new ArrayList<>();
    for (ByteString rest = stream; !rest.isEmpty(); rest = rest.drop(size)) {
      pieces.add(rest.take(size));
    }
    return pieces;
  }

  private static ByteString noise(Random random) {
    byte[] bytes = new byte[1 + random.nextInt(LONGEST_NOISE)];
    random.nextBytes(bytes);
    return ByteString.fromArray(bytes);
  }

  /** The reply with some bytes changed, left out, doubled or put in. */
  private static ByteString mutated(ByteString reply, Random random) {
    ByteString changed = reply;
    int mutations = 1 + random.nextInt(MOST_MUTATIONS);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(changed.length() + 1);
      ByteString one = ByteString.fromArray(new byte[] {interesting(random)});
      changed =
          switch (random.nextInt(4)) {
            case 0 -> changed.take(at).concat(one).concat(changed.drop(at + 1));
            case 1 -> changed.take(at).concat(changed.drop(at + 1));
            case 2 -> changed.take(at).concat(one).concat(changed.drop(at));
            default -> changed.take(at).concat(changed.drop(random.nextInt(changed.length() + 1)));
          };
    }
    return changed.isEmpty() ? noise(random) : changed;
  }

  /** Any byte, but often one at the edge of a range. */
  private static byte interesting(Random random) {
    int[] edges = {0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, '\r', '\n', ' ', '-', '0', '9'};
    return (byte) (random.nextBoolean() ? edges[random.nextInt(edges.length)] : random.nextInt());
  }
}
