package io.poolwatch.importer;

import java.util.List;

/**
 * A configuration of Poolwatch as it is written.
 *
 * @param process what all pools share, by paths below the root
 * @param defaults what all servers have in common
 * @param pools the pools, in order
 */
record Output(Settings process, Settings defaults, List<Pool> pools) {

  Output {
    pools = List.copyOf(pools);
  }
}
