package io.poolwatch.cluster;

import java.util.Arrays;
import java.util.Comparator;
import org.apache.pekko.util.ByteString;

/** Bytes whose meaning is no business of who replicates them. */
final class Payloads {
  /** An order of all byte strings, so that of two with equal claims the same wins everywhere. */
  static final Comparator<ByteString> ORDER =
      (one, other) -> Arrays.compareUnsigned(one.toArrayUnsafe(), other.toArrayUnsafe());

  private Payloads() {}
}
