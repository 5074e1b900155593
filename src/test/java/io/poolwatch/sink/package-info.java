/** How a pool is supervised. */
@NullMarked
package io.poolwatch.sink;

import org.jspecify.annotations.NullMarked;
