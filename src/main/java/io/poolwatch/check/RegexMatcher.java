package io.poolwatch.check;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Finds a regular expression anywhere in a reply whose bytes are read as Latin-1 characters, or in
 * the reply's upper-case hex dump.
 *
 * <p>The engine looks at a reply from its start each time. So that a reply that comes byte by byte
 * does not cost the square of its length, a look is put off while it is long and has hardly grown;
 * the last look is never put off.
 */
final class RegexMatcher implements Matcher {
  /**
   * Looks at this many characters in all cost too little to be put off: some milliseconds, enough
   * for a reply of 16 KiB in 100 segments.
   */
  static final int FREE_WORK = 1 << 20;

  /** Beyond that, a reply must have grown by one part in this many since the last look. */
  static final int GROWTH = 8;

  private final Pattern pattern;
  private final boolean hexDump;
  private final String description;

  RegexMatcher(Pattern pattern, boolean hexDump, String description) {
    this.pattern = pattern;
    this.hexDump = hexDump;
    this.description = description;
  }

  @Override
  public Search begin() {
    return new Scan();
  }

  @Override
  public int minLength() {
    return 0;
  }

  @Override
  public String describe() {
    return description;
  }

  /** One search, which counts its work. */
  final class Scan implements Search {
    private int looked = -1;
    private long work;
    private boolean found;

    /** How many characters it was given to look at, in all. */
    long work() {
      return work;
    }

    @Override
    public boolean found(byte[] data, int length, boolean last) {
      if (found || length == looked) {
        return found;
      }
      boolean cheap = work + length <= FREE_WORK || length - looked >= length / GROWTH;
      if (last || cheap) {
        looked = length;
        work += length;
        CharSequence text = hexDump ? new HexDump(data, length) : new Latin1(data, length);
        found = pattern.matcher(text).find();
      }
      return found;
    }
  }

  /** Bytes as Latin-1 characters, without a copy. */
  private static final class Latin1 implements CharSequence {
    private final byte[] data;
    private final int length;

    Latin1(byte[] data, int length) {
      this.data = data;
      this.length = length;
    }

    @Override
    public int length() {
      return length;
    }

    @Override
    public char charAt(int index) {
      return (char) (data[index] & 0xff);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return toString().subSequence(start, end);
    }

    @Override
    public String toString() {
      return new String(data, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  /** Bytes as upper-case hex digits, two a byte, without a copy. */
  private static final class HexDump implements CharSequence {
    private static final HexFormat FORMAT = HexFormat.of().withUpperCase();

    private final byte[] data;
    private final int bytes;

    HexDump(byte[] data, int bytes) {
      this.data = data;
      this.bytes = bytes;
    }

    @Override
    public int length() {
      return 2 * bytes;
    }

    @Override
    public char charAt(int index) {
      byte octet = data[index / 2];
      return index % 2 == 0 ? FORMAT.toHighHexDigit(octet) : FORMAT.toLowHexDigit(octet);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return toString().subSequence(start, end);
    }

    @Override
    public String toString() {
      return FORMAT.formatHex(data, 0, bytes);
    }
  }
}
