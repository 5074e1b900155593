/** Several real nodes, each a JVM of its own, that are killed, frozen and cut off. */
@NullMarked
package io.poolwatch.fleet;

import org.jspecify.annotations.NullMarked;
