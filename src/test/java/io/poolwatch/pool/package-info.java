/** How a pool is supervised. */
@NullMarked
package io.poolwatch.pool;

import org.jspecify.annotations.NullMarked;
