package io.poolwatch.resolve;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Asks for the addresses of a name; may block. */
@FunctionalInterface
public interface NameLookup {

  /**
   * All addresses of a name.
   *
   * @throws UnknownHostException if it has none, or the look-up failed
   */
  List<InetAddress> addressesOf(String name) throws UnknownHostException;

  /** The operating system's look-up: {@code /etc/hosts}, then DNS. */
  NameLookup SYSTEM = name -> List.of(InetAddress.getAllByName(name));
}
