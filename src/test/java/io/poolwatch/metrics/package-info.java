/** What is measured, and how it is written. */
@NullMarked
package io.poolwatch.metrics;

import org.jspecify.annotations.NullMarked;
