package io.poolwatch.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where Poolwatch, imported, holds of agents' words, or logs, something else than HAProxy 2.6, and
 * why.
 */
final class ImportedLineDifferences {
  /** The differences by case; none is known of servers that come and go, nor of commands. */
  static final Map<String, Difference> OF_AGENTS = ofAgents();

  private static final String NONE_LEFT =
      ". 0 active and 0 backup servers left. 0 sessions active, 0 requeued, 0 remaining in queue.";

  private static final String NONE_ONLINE =
      ". 0 active and 0 backup servers online. 0 sessions requeued, 0 total in queue.";

  private ImportedLineDifferences() {}

  /**
   * A deliberate difference.
   *
   * @param haproxy what HAProxy says
   * @param ours what Poolwatch says
   * @param why where docs/statuses.md gives the reason, a few words of it
   */
  record Difference(List<String> haproxy, List<String> ours, String why) {

    String words() {
      return haproxy + " | " + ours;
    }
  }

  private static Map<String, Difference> ofAgents() {
    Map<String, Difference> listed = new LinkedHashMap<>();
    String drained = "<133>Server a11/s enters drain state" + NONE_ONLINE;
    String end = "<128>backend a11 has no server available!";
    String up = checked("a11", "succeeded", "Layer7 check passed, code: 0, info: …", "1/1 UP");
    listed.put(
        "11. drain up 10%\\n lines",
        new Difference(
            List.of(drained, end, "<133>Server a11/s remains in forced drain mode.", up),
            List.of(up, drained, end),
            "What was heard is told before what follows from it"));
    String maint = "<129>Server a21/s is going DOWN for maintenance" + NONE_LEFT;
    String none = "<128>backend a21 has no server available!";
    String down = checked("a21", "failed", "Layer7 wrong status, code: 0, info: …", "0/1 DOWN");
    listed.put(
        "21. maint down # by hand\\n lines",
        new Difference(
            List.of(maint, none, down),
            List.of(down, maint, none),
            "What was heard is told before what follows from it"));
    listed.put(
        "24. down#maintenance\\n",
        new Difference(
            List.of("no check weight 100 CHECKED 1"),
            List.of("DOWN (agent) weight 100 L7STS 0"),
            "`down#text` of an agent"));
    listed.put(
        "24. down#maintenance\\n lines",
        new Difference(
            List.of(),
            List.of(
                checked("a24", "failed", "Layer7 wrong status, code: 0, info: …", "0/1 DOWN"),
                "<129>Server a24/s is DOWN" + NONE_LEFT,
                "<128>backend a24 has no server available!"),
            "`down#text` of an agent"));
    return listed;
  }

  private static String checked(String pool, String how, String reason, String status) {
    return "<133>Agent check for server %s/s %s, reason: %s, check duration: Nms, status: %s."
        .formatted(pool, how, reason, status);
  }
}
