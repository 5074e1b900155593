package io.poolwatch.net;

import io.poolwatch.model.ProxyHeader;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.pekko.util.ByteString;

/**
 * Encodes the header of the PROXY protocol, which tells a server who its client is.
 *
 * <p>A probe names itself: source and destination are those of its own connection, so that a server
 * sees the same addresses with and without the header.
 *
 * <p>Source: "The PROXY protocol, Versions 1 &amp; 2", W. Tarreau, sections 2.1 and 2.2.
 */
final class ProxyProtocol {
  private static final byte[] V2_SIGNATURE = {
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A
  };

  /** Version 2 in the high half, the command PROXY in the low one. */
  private static final byte V2_PROXY = 0x21;

  private static final byte V2_TCP_OVER_IPV4 = 0x11;
  private static final byte V2_TCP_OVER_IPV6 = 0x21;

  private ProxyProtocol() {}

  /** The header for a connection from {@code source} to {@code target}; empty for {@code NONE}. */
  static ByteString encode(ProxyHeader header, InetSocketAddress source, InetSocketAddress target) {
    return switch (header) {
      case NONE -> ByteString.emptyByteString();
      case V1 -> v1(source, target);
      case V2 -> v2(source, target);
    };
  }

  private static ByteString v1(InetSocketAddress source, InetSocketAddress target) {
    InetAddress from = source.getAddress();
    InetAddress to = target.getAddress();
    String line =
        "PROXY "
            + (from instanceof Inet4Address ? "TCP4 " : "TCP6 ")
            + AddressText.of(from)
            + ' '
            + AddressText.of(to)
            + ' '
            + source.getPort()
            + ' '
            + target.getPort()
            + "\r\n";
    return ByteString.fromArray(line.getBytes(StandardCharsets.US_ASCII));
  }

  private static ByteString v2(InetSocketAddress source, InetSocketAddress target) {
    byte[] from = source.getAddress().getAddress();
    byte[] to = target.getAddress().getAddress();
    boolean ipv6 = source.getAddress() instanceof Inet6Address;
    int length = from.length + to.length + 2 * Short.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(V2_SIGNATURE.length + 2 + Short.BYTES + length);
    bytes.put(V2_SIGNATURE).put(V2_PROXY).put(ipv6 ? V2_TCP_OVER_IPV6 : V2_TCP_OVER_IPV4);
    bytes.putShort((short) length).put(from).put(to);
    bytes.putShort((short) source.getPort()).putShort((short) target.getPort());
    return ByteString.fromArray(bytes.array());
  }
}
