package io.poolwatch.cluster;

import io.poolwatch.cluster.VoteBucket.Entry;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.UniqueAddress;
import org.apache.pekko.util.ByteString;

/** Makes buckets by chance: few voters, keys and numbers, so that they meet often. */
final class Histories {
  private final Random random;

  Histories(long seed) {
    this.random = new Random(seed);
  }

  static UniqueAddress voter(int number) {
    Address address = new Address("pekko", "poolwatch-fleet", "127.0.0." + number, 7355);
    return new UniqueAddress(address, 1000L + number);
  }

  static ByteString payload(String text) {
    return ByteString.fromString(text);
  }

  private String key() {
    return "pool/server" + random.nextInt(4) + "\nhash";
  }

  /** One change of one voter's votes; only rarely do two have the same number and other words. */
  VoteBucket change(VoteBucket bucket) {
    UniqueAddress voter = voter(random.nextInt(3));
    long seq = random.nextInt(6);
    String words = "vote " + (random.nextInt(10) == 0 ? random.nextInt(3) : seq);
    return bucket.with(voter, Map.of(key(), new Entry(seq, payload(words))));
  }

  VoteBucket votes() {
    VoteBucket bucket = VoteBucket.EMPTY;
    for (int left = random.nextInt(8); left > 0; left--) {
      bucket = change(bucket);
    }
    return bucket.resetDelta();
  }

  /** These in another order, some of them more than once. */
  <T> List<T> shuffledWithDuplicates(List<T> items) {
    Stream<T> twice = items.stream().filter(any -> random.nextInt(3) == 0);
    List<T> all = Stream.concat(items.stream(), twice).toList();
    int[] order = IntStream.range(0, all.size()).toArray();
    for (int i = order.length - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return IntStream.of(order).mapToObj(all::get).toList();
  }
}
