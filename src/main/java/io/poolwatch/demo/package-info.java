/**
 * The backends of {@code poolwatch demo}: small servers on this machine that answer, fail and come
 * back on a schedule.
 *
 * <p>Stands alone: imports no other package, for to Poolwatch they are servers like any other.
 */
@NullMarked
package io.poolwatch.demo;

import org.jspecify.annotations.NullMarked;
