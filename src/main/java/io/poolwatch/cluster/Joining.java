package io.poolwatch.cluster;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/** Joins maps whose values are joined key by key: the least map that is above both. */
final class Joining {
  private Joining() {}

  /**
   * Joins two maps.
   *
   * @param join of two values the one that is above both; equal to the first unless the second is
   *     news
   * @return {@code ours} itself if nothing in {@code theirs} is news
   */
  static <K extends Comparable<? super K>, V> SortedMap<K, V> join(
      SortedMap<K, V> ours, Map<K, V> theirs, BinaryOperator<V> join) {
    SortedMap<K, V> joined = null;
    for (Map.Entry<K, V> their : theirs.entrySet()) {
      V our = ours.get(their.getKey());
      V value = our == null ? their.getValue() : join.apply(our, their.getValue());
      if (!value.equals(our)) {
        if (joined == null) {
          joined = new TreeMap<>(ours);
        }
        joined.put(their.getKey(), value);
      }
    }
    return joined == null ? ours : Collections.unmodifiableSortedMap(joined);
  }
}
