package io.poolwatch.sink;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The runtime commands that only look. Safe for any thread.
 *
 * <p>Source: HAProxy 2.6, management guide, 9.3.
 */
final class RuntimeShows {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private final RuntimeViews views;
  private final String info;

  /**
   * @param views what is shown
   * @param info the lines of {@code show info} that stay the same
   */
  RuntimeShows(RuntimeViews views, String info) {
    this.views = views;
    this.info = info;
  }

  String backend() {
    StringBuilder text = new StringBuilder("# name\n");
    views.pools().forEach(pool -> text.append(pool.name()).append('\n'));
    return text.append('\n').toString();
  }

  String info() {
    return info + views.info() + "\n";
  }

  String serversState(RuntimeCall call) {
    List<PoolView> pools = views.pools();
    if (!call.word(0).isEmpty()) {
      pools = pools.stream().filter(pool -> pool.name().equals(call.word(0))).toList();
      if (pools.isEmpty()) {
        return "Can't find backend.\n\n";
      }
    }
    return ServersState.of(pools);
  }

  String stat(RuntimeCall call) {
    boolean exact = call.rest().size() >= 3;
    StatFilter filter =
        new StatFilter(
            call.word(0), exact ? number(call.word(1)) : -1, exact ? number(call.word(2)) : -1);
    return StatReport.of(views.pools(), filter, call.giver().known());
  }

  private static int number(String text) {
    return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
  }

  String weight(RuntimeCall call) {
    return call.on(
        views, server -> server.weight() + " (initial " + server.initialWeight() + ")\n\n");
  }
}
