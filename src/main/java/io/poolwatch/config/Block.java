package io.poolwatch.config;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The keys that may stand in one block of a configuration, and the blocks that some of them open.
 */
final class Block {
  /** A block whose keys are not ours to judge. */
  static final Block FREE = new Block(Map.of(), null, true);

  /** A plain setting. */
  static final Block LEAF = new Block(Map.of(), null, true);

  private final Map<String, Block> keys;
  private final @Nullable Block named;
  private final boolean free;

  private Block(Map<String, Block> keys, @Nullable Block named, boolean free) {
    this.keys = Collections.unmodifiableMap(new TreeMap<>(keys));
    this.named = named;
    this.free = free;
  }

  /** A block with these plain settings. */
  static Block of(String... names) {
    Map<String, Block> keys = new TreeMap<>();
    for (String name : names) {
      keys.put(name, LEAF);
    }
    return new Block(keys, null, false);
  }

  /** A block whose keys are names that users choose, each opening a block of the same kind. */
  static Block ofNames(Block each) {
    return new Block(Map.of(), each, false);
  }

  /** This block with one more key, which opens a block or holds a list of them. */
  Block with(String name, Block inner) {
    Map<String, Block> more = new TreeMap<>(keys);
    more.put(name, inner);
    return new Block(more, null, false);
  }

  /** This block with the keys of others. */
  Block withAll(Collection<Block> others) {
    Map<String, Block> more = new TreeMap<>(keys);
    others.forEach(other -> more.putAll(other.keys));
    return new Block(more, null, false);
  }

  Set<String> names() {
    return keys.keySet();
  }

  /** Whether any key may stand here. */
  boolean free() {
    return free;
  }

  /** Whether the keys are names that users choose. */
  boolean holdsNames() {
    return named != null;
  }

  /** The block that a key opens; empty if the key is unknown. */
  Optional<Block> inner(String name) {
    return Optional.ofNullable(named != null ? named : keys.get(name));
  }

  /**
   * The key of a block in this one that knows the given name, for a name in the wrong place; of
   * several the one that knows most.
   */
  Optional<String> whereKnown(String name) {
    return keys.entrySet().stream()
        .filter(entry -> entry.getValue().keys.containsKey(name))
        .max(Comparator.comparingInt(entry -> entry.getValue().keys.size()))
        .map(Map.Entry::getKey);
  }
}
