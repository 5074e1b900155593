/**
 * What the service measures of itself: probes, their results, and how late they start; and what it
 * tells Prometheus of these and of how servers and fleet stand.
 *
 * <p>Imports {@code cluster} and what that imports.
 */
@NullMarked
package io.poolwatch.metrics;

import org.jspecify.annotations.NullMarked;
