package io.poolwatch.importer;

/** What becomes of a keyword. */
enum Fate {
  /** Poolwatch does the same. */
  SAME("same"),
  /** Poolwatch does it with a difference that is on purpose. */
  BETTER("better"),
  /** A loss wherever it stands in a section with a check. */
  LOST("not carried over"),
  /** It is about traffic and changes no check: passed over without a word. */
  TRAFFIC("no matter to checks");

  private final String words;

  Fate(String words) {
    this.words = words;
  }

  /** How the documentation says it. */
  String words() {
    return words;
  }
}
