package io.poolwatch.testkit;

import java.util.HexFormat;

/** An agent of HAProxy's Stream Processing Offload Protocol that knows health checks alone. */
public final class SpopAgent {
  /** Its AGENT-HELLO in hex, without the length: version 2.0, frames of 16380 bytes. */
  public static final String HELLO =
      "65000000010000"
          + "0776657273696f6e"
          + "0803322e30"
          + "0e6d61782d6672616d652d73697a65"
          + "03fcf006"
          + "0c6361706162696c6974696573"
          + "0800";

  /** The bytes of the HAPROXY-HELLO of a health check. */
  private static final int QUESTION = 82;

  private SpopAgent() {}

  /** Starts it. */
  public static FaultyServer start() {
    return FaultyServer.playing(Step.read(QUESTION), frame(HELLO), Step.readToEnd());
  }

  /** A frame, its length first. */
  public static Step frame(String hex) {
    return Step.send(HexFormat.of().parseHex("%08x%s".formatted(hex.length() / 2, hex)));
  }
}
