/**
 * What the service measures of itself: probes, their results, and how late they start.
 *
 * <p>Imports {@code model}.
 */
@NullMarked
package io.poolwatch.metrics;

import org.jspecify.annotations.NullMarked;
