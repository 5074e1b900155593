/** The whole program under load: many servers, many endpoints, some of them broken. */
@NullMarked
package io.poolwatch.load;

import org.jspecify.annotations.NullMarked;
