package io.poolwatch.check;

/** The decoded body of a reply, as far as it has come. */
interface HttpContent {

  /** Its bytes, from index 0 to {@link #length()}. */
  byte[] data();

  /** How many bytes have come. */
  int length();

  /** Whether only the peer's closing ends it, so that it can't be seen to be cut short. */
  boolean untilClose();
}
