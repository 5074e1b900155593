/** What the HTTP API says, to whom, and in which form. */
@NullMarked
package io.poolwatch.api;

import org.jspecify.annotations.NullMarked;
