package io.poolwatch.net;

import org.apache.pekko.util.ByteString;

/** What a {@link Conversation} can do with its connection. */
interface Wire {
  /** Hands bytes to TCP: never none, and no more until {@link Conversation#onWritten}. */
  void write(ByteString bytes);

  /** Lets bytes come in from now on. */
  void read();

  /** Ends our side (FIN); everything has been written. */
  void finish();

  /** Has work done by another thread, and calls {@link Conversation#onTaskDone} after it. */
  void task(Runnable task);

  /** Lets go of the connection in whatever state it is: RST if there is one. */
  void reset();
}
