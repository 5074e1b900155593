/** Probes through the whole engine: from a configuration's text over real sockets to a result. */
@NullMarked
package io.poolwatch.node;

import org.jspecify.annotations.NullMarked;
