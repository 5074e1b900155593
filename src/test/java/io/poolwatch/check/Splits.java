package io.poolwatch.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.pekko.util.ByteString;

/** Cuts streams of bytes into pieces, in every way that a test asks for. */
public final class Splits {
  /** Change it to look further; it is in the message of what fails. */
  public static final long SEED = 20_240_229L;

  private static final int RANDOM_ROUNDS = 100;

  private Splits() {}

  /** How one stream is cut: into whole, at one place, or at random. */
  public interface Cut {
    List<ByteString> pieces(ByteString stream);
  }

  /** Runs a check with the stream whole, byte by byte, cut at each single place, and at random. */
  public static void forEach(int longest, Consumer<Cut> check) {
    check.accept(stream -> List.of(stream));
    check.accept(stream -> random(stream, new Random(0), 1));
    for (int i = 1; i < longest; i++) {
      int at = i;
      check.accept(stream -> cutAt(stream, at));
    }
    Random random = new Random(SEED);
    for (int round = 0; round < RANDOM_ROUNDS; round++) {
      long seed = random.nextLong();
      check.accept(stream -> random(stream, new Random(seed), 9));
    }
  }

  private static List<ByteString> cutAt(ByteString stream, int at) {
    return at < stream.length() ? List.of(stream.take(at), stream.drop(at)) : List.of(stream);
  }

  private static List<ByteString> random(ByteString stream, Random random, int most) {
    List<ByteString> pieces = new ArrayList<>();
    ByteString rest = stream;
    while (!rest.isEmpty()) {
      int size = Math.min(rest.length(), 1 + random.nextInt(most));
      pieces.add(rest.take(size));
      rest = rest.drop(size);
    }
    return pieces;
  }
}
