/** Tests of the plain values: exhaustive where a table is small enough to be walked. */
@NullMarked
package io.poolwatch.model;

import org.jspecify.annotations.NullMarked;
