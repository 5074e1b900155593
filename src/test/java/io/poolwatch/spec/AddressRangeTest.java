package io.poolwatch.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses lie in a range. */
final class AddressRangeTest {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, 8, 10.255.1.2, true",
    "10.0.0.0, 8, 11.0.0.0, false",
    "10.1.2.3, 32, 10.1.2.3, true",
    "10.1.2.3, 32, 10.1.2.2, false",
    "10.1.2.128, 25, 10.1.2.200, true",
    "10.1.2.128, 25, 10.1.2.127, false",
    "0.0.0.0, 0, 203.0.113.9, true",
    "0.0.0.0, 0, ::1, false",
    "fd00::, 8, fdff::1, true",
    "fd00::, 8, fe00::1, false",
    "fd00::, 8, 253.0.0.1, false"
  })
  void anAddressLiesInItOrNot(String base, int bits, String address, boolean inside)
      throws UnknownHostException {
    AddressRange range = new AddressRange(InetAddress.getByName(base), bits);

    assertThat(range.holds(InetAddress.getByName(address))).isEqualTo(inside);
  }

  @Test
  void itIsShownAsItIsWritten() throws UnknownHostException {
    assertThat(new AddressRange(InetAddress.getByName("10.1.0.0"), 16)).hasToString("10.1.0.0/16");
  }
}
