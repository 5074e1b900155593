package io.poolwatch.sink;

import io.poolwatch.spec.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where the addresses must lie that runtime commands give to servers. */
record AllowedAddresses(List<AddressRange> ranges) {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  /** An address in its textual form; empty for names, which are never looked up. */
  static Optional<InetAddress> literal(String text) {
    if (!IPV4.matcher(text).matches() && !IPV6.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(text));
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }

  /**
   * Whether an address may be given.
   *
   * @param configured the addresses of the configured servers: allowed where no range is set
   */
  boolean holds(InetAddress address, Set<InetAddress> configured) {
    return ranges.isEmpty()
        ? configured.contains(address)
        : ranges.stream().anyMatch(range -> range.holds(address));
  }
}
