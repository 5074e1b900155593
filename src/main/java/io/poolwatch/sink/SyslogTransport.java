package io.poolwatch.sink;

import java.io.IOException;

/** The way to one syslog target. Used by one thread, but for {@link #close}. */
interface SyslogTransport extends AutoCloseable {

  /** Makes it ready to send. May block, but not for long. */
  void open() throws IOException;

  /**
   * Sends one message. May block as long as the other side does not read.
   *
   * @throws IOException if it was not sent; further messages will not be until it is opened again
   */
  void send(byte[] message) throws IOException;

  /** Lets go of it, whatever another thread may be doing with it. */
  @Override
  void close();
}
