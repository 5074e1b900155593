package io.poolwatch.check;

import org.apache.pekko.util.ByteString;

/** Looks for something in the bytes received so far. Immutable, safe for any thread. */
public interface Matcher {

  /** Whether the bytes received so far hold what is looked for. */
  boolean matches(ByteString received);

  /** Bytes below which {@link #matches} can't be true; at least 0. */
  int minLength();

  /** What is looked for, for messages: {@code string '+PONG'}, {@code regex}, {@code hex 0d0a}. */
  String describe();
}
