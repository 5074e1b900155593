/** Tests that look at the program as a whole. */
@NullMarked
package io.poolwatch;

import org.jspecify.annotations.NullMarked;
