/** Tests of validated configurations. */
@NullMarked
package io.poolwatch.spec;

import org.jspecify.annotations.NullMarked;
