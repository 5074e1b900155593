package io.poolwatch.model;

/**
 * The identity of a configured server: the pool it belongs to and its name in that pool.
 *
 * @param pool name of the pool
 * @param server name of the server, unique in its pool
 */
public record ServerId(String pool, String server) implements Comparable<ServerId> {

  @Override
  public int compareTo(ServerId other) {
    int byPool = pool.compareTo(other.pool);
    return byPool != 0 ? byPool : server.compareTo(other.server);
  }

  /**
   * Mixed well: names are numbered, and sums of their hashes so alike that tables of 100,000
   * servers would be searched one by one.
   */
  @Override
  public int hashCode() {
    int hash = pool.hashCode() * 0x9E3779B1 + server.hashCode();
    hash = (hash ^ hash >>> 16) * 0x85EBCA6B;
    return hash ^ hash >>> 13;
  }

  /** The form that users type and read: {@code pool/server}. */
  @Override
  public String toString() {
    return pool + "/" + server;
  }
}
