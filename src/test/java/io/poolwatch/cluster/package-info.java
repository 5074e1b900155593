/** How nodes work together. */
@NullMarked
package io.poolwatch.cluster;

import org.jspecify.annotations.NullMarked;
