package io.poolwatch.importer;

/**
 * A keyword of HAProxy and what becomes of it. The importer acts by it, and docs/haproxy.md shows
 * it.
 *
 * @param place where it stands
 * @param name as it is written, without its values
 * @param values how many words follow it
 * @param fate what becomes of it
 * @param becomes what it is in Poolwatch; of what is lost, why or what to do instead
 */
record Keyword(Place place, String name, int values, Fate fate, String becomes) {

  /** Where a keyword stands. */
  enum Place {
    SERVER("`server`, `default-server` and `server-template`"),
    SECTION("Sections of proxies, and `healthcheck`"),
    GLOBAL("`global`, and other sections"),
    TCP_RULE("`tcp-check`"),
    HTTP_RULE("`http-check`"),
    CONNECT("`tcp-check connect` and `http-check connect`"),
    HTTP_SEND("`http-check send`"),
    EXPECT("`tcp-check expect` and `http-check expect`: options"),
    TCP_MATCH("`tcp-check expect`: matches"),
    HTTP_MATCH("`http-check expect`: matches");

    private final String title;

    Place(String title) {
      this.title = title;
    }

    /** Its title in the documentation. */
    String title() {
      return title;
    }
  }

  /** Its row in the documentation's table. */
  String row() {
    return "| `" + name + "` | " + fate.words() + " | " + becomes + " |";
  }
}
