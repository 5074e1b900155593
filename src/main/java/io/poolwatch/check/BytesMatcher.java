package io.poolwatch.check;

/** Finds a run of bytes anywhere in a reply, looking at each byte once (Knuth, Morris, Pratt). */
final class BytesMatcher implements Matcher {
  private final byte[] pattern;
  private final String description;

  /** For each length of a matched start of the pattern, its longest proper border. */
  private final int[] borders;

  BytesMatcher(byte[] pattern, String description) {
    this.pattern = pattern;
    this.description = description;
    this.borders = new int[pattern.length + 1];
    borders[0] = -1;
    int border = -1;
    for (int i = 0; i < pattern.length; i++) {
      border = extend(border, pattern[i]);
      borders[i + 1] = border;
    }
  }

  /** How long a start of the pattern is matched after one more byte. */
  private int extend(int matched, byte next) {
    int length = matched;
    while (length >= 0 && (length == pattern.length || pattern[length] != next)) {
      length = borders[length];
    }
    return length + 1;
  }

  @Override
  public Search begin() {
    return new Scan();
  }

  @Override
  public int minLength() {
    return pattern.length;
  }

  @Override
  public String describe() {
    return description;
  }

  private final class Scan implements Search {
    private int seen;
    private int matched;

    @Override
    public boolean found(byte[] data, int length, boolean last) {
      while (matched < pattern.length && seen < length) {
        matched = extend(matched, data[seen++]);
      }
      return matched == pattern.length;
    }
  }
}
