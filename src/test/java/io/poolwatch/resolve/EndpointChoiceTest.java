package io.poolwatch.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.poolwatch.spec.ResolveSpec.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndpointChoiceTest {

  @ParameterizedTest(name = "{0}, {1} preferred")
  @CsvSource({
    "10.0.0.9 10.0.0.10, IPV4, 10.0.0.9",
    "192.0.2.1 10.0.0.1, IPV4, 10.0.0.1",
    "200.0.0.1 100.0.0.1, IPV4, 100.0.0.1",
    "10.0.0.1 ::1, IPV4, 10.0.0.1",
    "10.0.0.1 2001:db8::2 2001:db8::1, IPV6, 2001:db8::1",
    "fe80::1 2001:db8::1, IPV6, 2001:db8::1",
    "::1, IPV4, ::1",
    "10.0.0.1, IPV6, 10.0.0.1"
  })
  void itIsTheLowestOfThePreferredFamilyInWhateverOrderTheyCome(
      String addresses, Family prefer, String chosen) {
    List<InetAddress> all =
        new ArrayList<>(Arrays.stream(addresses.split(" ")).map(EndpointChoiceTest::ip).toList());

    assertThat(EndpointChoice.of(all, prefer)).hasValue(ip(chosen));
    Collections.reverse(all);
    assertThat(EndpointChoice.of(all, prefer)).hasValue(ip(chosen));
  }

  @Test
  void amongNoneThereIsNoChoice() {
    assertThat(EndpointChoice.of(List.of(), Family.IPV4)).isEmpty();
  }

  static InetAddress ip(String address) {
    try {
      return InetAddress.getAllByName(address)[0];
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }
}
