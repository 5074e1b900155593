package io.poolwatch.node;

import io.poolwatch.node.Comparison.Difference;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where Poolwatch, imported, says something else than HAProxy 2.6, and why. */
final class ImportedDifferences {
  /** The differences by case: status, code and state of both. */
  static final Map<String, Difference> LISTED = listed();

  private ImportedDifferences() {}

  private static Map<String, Difference> listed() {
    Map<String, Difference> listed = new LinkedHashMap<>();
    put(listed, "100, then 200", "L7STS 100 DOWN", "L7OK 200 UP", "1xx replies");
    put(
        listed,
        "half a head, and later a reset",
        "SOCKERR DOWN",
        "L7RSP DOWN",
        "broken off by a reset");
    put(listed, "a body that is cut", "L7OK 200 UP", "L7RSP DOWN", "breaks off in its body");
    put(
        listed,
        "redis: an error, open",
        "L7TOUT DOWN",
        "L7STS DOWN",
        "an error reply decides at once");
    put(
        listed,
        "redis: half an answer",
        "L7STS DOWN",
        "L7RSP DOWN",
        "an answer that is cut off is none");
    put(listed, "smtp: well", "L7OK 221 UP", "L7OK 250 UP", "the reply to the hello");
    put(
        listed,
        "smtp: a greeting of two lines",
        "L7RSP DOWN",
        "L7OK 250 UP",
        "may have many lines");
    put(listed, "spop: a disconnect", "L7RSP DOWN", "L7STS 13 DOWN", "a disconnect with a status");
    put(
        listed,
        "http: not string / 204",
        "L7RSP DOWN",
        "L7OK 204 UP",
        "a reply without a body holds none of it");
    return listed;
  }

  private static void put(
      Map<String, Difference> listed, String name, String haproxy, String ours, String why) {
    listed.put(name, new Difference(haproxy, ours, why));
  }
}
