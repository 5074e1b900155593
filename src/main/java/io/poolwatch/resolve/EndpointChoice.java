package io.poolwatch.resolve;

import io.poolwatch.spec.ResolveSpec;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which of a name's addresses is probed: the lowest of the preferred family, else the lowest of the
 * other one, so that every node chooses the same.
 */
final class EndpointChoice {

  private EndpointChoice() {}

  static Optional<InetAddress> of(List<InetAddress> addresses, ResolveSpec.Family prefer) {
    Comparator<InetAddress> preferredFirst =
        Comparator.comparing(address -> family(address) != prefer);
    return addresses.stream()
        .min(
            preferredFirst.thenComparing(
                InetAddress::getAddress, (a, b) -> Arrays.compareUnsigned(a, b)));
  }

  private static ResolveSpec.Family family(InetAddress address) {
    return address instanceof Inet4Address ? ResolveSpec.Family.IPV4 : ResolveSpec.Family.IPV6;
  }
}
