package io.poolwatch.net;

import org.apache.pekko.util.ByteString;

/**
 * What one connection has still to send, in order: first what the protocol needs (PROXY header,
 * handshake, goodbye), then the request, piece by piece. One write at a time is under way.
 */
final class Outbox {
  /** A request leaves in pieces of at most this many bytes. */
  static final int PIECE_BYTES = 16 * 1024;

  /** Ready for the wire. */
  private ByteString ready = ByteString.emptyByteString();

  /** The rest of the request, before encryption. */
  private ByteString request = ByteString.emptyByteString();

  /** How much of the request the bytes stand for that are being written. */
  private int leaving;

  private boolean writing;

  /** Adds bytes that go as they are. */
  void add(ByteString bytes) {
    ready = ready.concat(bytes);
  }

  /** Takes the next request; the one before has left. */
  void request(ByteString bytes) {
    request = bytes;
  }

  /** Whether a request has not left in full. */
  boolean requestUnderWay() {
    return leaving > 0 || !request.isEmpty();
  }

  /** Whether bytes of the request must be taken before anything else can go. */
  boolean wantsPiece() {
    return ready.isEmpty() && !request.isEmpty();
  }

  /** The next piece of the request; it, or what became of it, must be added at once. */
  ByteString takePiece() {
    ByteString piece = request.take(PIECE_BYTES);
    request = request.drop(PIECE_BYTES);
    leaving = piece.size();
    return piece;
  }

  /** Whether bytes are being written. */
  boolean writing() {
    return writing;
  }

  /** Whether nothing is ready for the wire. */
  boolean empty() {
    return ready.isEmpty();
  }

  /** All that is ready: begins a write. */
  ByteString write() {
    ByteString bytes = ready;
    ready = ByteString.emptyByteString();
    writing = true;
    return bytes;
  }

  /** The write has been done; how many bytes of the request were in it. */
  int written() {
    int left = leaving;
    writing = false;
    leaving = 0;
    return left;
  }

  /** How many bytes of the request have not even begun to leave. */
  int remaining() {
    return request.size();
  }
}
