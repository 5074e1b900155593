package io.poolwatch.importer;

import java.util.List;

/** What came of importing a HAProxy configuration. */
public sealed interface ImportResult {

  /** All that is not carried over as it is, by line. */
  List<Loss> losses();

  /**
   * A configuration of Poolwatch.
   *
   * @param hocon the configuration
   */
  record Imported(String hocon, List<Loss> losses) implements ImportResult {

    public Imported {
      losses = List.copyOf(losses);
    }
  }

  /**
   * There is nothing that could be imported.
   *
   * @param reason why not
   */
  record Nothing(String reason, List<Loss> losses) implements ImportResult {

    public Nothing {
      losses = List.copyOf(losses);
    }
  }
}
