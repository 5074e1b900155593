package io.poolwatch.importer;

/** What can be known of a condition before HAProxy runs. */
enum Truth {
  TRUE,
  FALSE,
  UNKNOWN;

  static Truth of(boolean known) {
    return known ? TRUE : FALSE;
  }

  Truth not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case UNKNOWN -> UNKNOWN;
    };
  }

  Truth and(Truth other) {
    if (this == FALSE || other == FALSE) {
      return FALSE;
    }
    return this == TRUE ? other : UNKNOWN;
  }

  Truth or(Truth other) {
    return not().and(other.not()).not();
  }
}
