package io.poolwatch.sink;

/**
 * Which rows {@code show stat} is to give: {@code [<pool>|<iid> [<type> <sid>]]}.
 *
 * <p>Source: HAProxy, management guide, {@code show stat}.
 *
 * @param pool a name or a number; empty or {@code -1} for all
 * @param types a sum of 2 for backends and 4 for servers; -1 for all
 * @param sid a server's number; -1 for all
 */
record StatFilter(String pool, int types, int sid) {
  /** All rows. */
  static final StatFilter ALL = new StatFilter("", -1, -1);

  private static final int BACKENDS = 2;
  private static final int SERVERS = 4;

  boolean pool(PoolView view) {
    return pool.isEmpty()
        || pool.equals("-1")
        || pool.equals(view.name())
        || pool.equals(Integer.toString(view.number()));
  }

  boolean backend() {
    return wants(BACKENDS) && sid <= 0;
  }

  boolean server(ServerView server, int number) {
    return wants(SERVERS) && (sid < 0 || sid == number);
  }

  private boolean wants(int type) {
    return types < 0 || (types & type) != 0;
  }
}
