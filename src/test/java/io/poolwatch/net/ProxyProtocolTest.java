package io.poolwatch.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.model.ProxyHeader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of the PROXY header, by the examples and tables of its specification. */
final class ProxyProtocolTest {
  private static InetSocketAddress endpoint(String hex, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(HexFormat.of().parseHex(hex)), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private final InetSocketAddress source4 = endpoint("ffffffff", 65535);
  private final InetSocketAddress target4 = endpoint("c0a8000b", 443);
  private final InetSocketAddress source6 = endpoint("20010db8000000000000000000000001", 56324);
  private final InetSocketAddress target6 = endpoint("20010db8000000000000000000000002", 443);

  @Test
  void noHeaderIsEmpty() {
    assertThat(ProxyProtocol.encode(ProxyHeader.NONE, source4, target4).isEmpty()).isTrue();
  }

  @Test
  void versionOneIsALineOfText() {
    assertThat(ProxyProtocol.encode(ProxyHeader.V1, source4, target4).utf8String())
        .isEqualTo("PROXY TCP4 255.255.255.255 192.168.0.11 65535 443\r\n");
    assertThat(ProxyProtocol.encode(ProxyHeader.V1, source6, target6).utf8String())
        .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 56324 443\r\n");
  }

  @Test
  void versionTwoIsSignatureCommandFamilyLengthAndAddresses() {
    assertThat(hex(ProxyHeader.V2, source4, target4))
        .isEqualTo(
            "0d0a0d0a000d0a515549540a" + "21" + "11" + "000c" + "ffffffffc0a8000b" + "ffff01bb");
    assertThat(hex(ProxyHeader.V2, source6, target6))
        .isEqualTo(
            "0d0a0d0a000d0a515549540a"
                + "21"
                + "21"
                + "0024"
                + "20010db8000000000000000000000001"
                + "20010db8000000000000000000000002"
                + "dc0401bb");
  }

  private static String hex(
      ProxyHeader header, InetSocketAddress source, InetSocketAddress target) {
    return HexFormat.of().formatHex(ProxyProtocol.encode(header, source, target).toArray());
  }
}
