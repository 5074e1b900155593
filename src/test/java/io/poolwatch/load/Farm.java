package io.poolwatch.load;

import java.net.InetSocketAddress;
import java.util.List;

/** Endpoints on loopback that count who comes. */
public interface Farm extends AutoCloseable {

  /** Where they are. */
  List<InetSocketAddress> endpoints();

  /** The probes that came since the last call. */
  Arrivals takeArrivals();

  /** How often a server was probed while its last probe was still open. */
  int overlaps();

  @Override
  void close();
}
