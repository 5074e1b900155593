package io.poolwatch.model;

/**
 * Why the transport of an attempt failed, as far as the operating system or the TLS layer tells.
 *
 * @param kind the reason, told apart for operators and tests
 * @param detail the operating system's or TLS library's words, made readable; never empty
 */
public record Failure(Kind kind, String detail) {

  /** The reasons that are told apart. */
  public enum Kind {
    REFUSED(Layer.TRANSPORT),
    UNREACHABLE(Layer.TRANSPORT),
    RESET(Layer.TRANSPORT),
    /** Any other I/O error. */
    IO(Layer.TRANSPORT),
    /** No free port, no file descriptor, bind failure: says nothing about the server. */
    LOCAL(Layer.LOCAL),
    CERTIFICATE_EXPIRED(Layer.TLS),
    CERTIFICATE_NOT_YET_VALID(Layer.TLS),
    UNKNOWN_CA(Layer.TLS),
    WRONG_NAME(Layer.TLS),
    /** The peer does not speak TLS. */
    PLAINTEXT_PEER(Layer.TLS),
    /** The peer sent a fatal alert. */
    ALERT(Layer.TLS),
    /** No common protocol version or cipher. */
    PROTOCOL(Layer.TLS),
    /** The peer closed during the handshake. */
    HANDSHAKE_CLOSED(Layer.TLS),
    /** Any other TLS error. */
    TLS(Layer.TLS);

    private final Layer layer;

    Kind(Layer layer) {
      this.layer = layer;
    }

    /** Where the reason lies. */
    public Layer layer() {
      return layer;
    }
  }

  /** Where a reason lies. */
  public enum Layer {
    LOCAL,
    TRANSPORT,
    TLS
  }
}
