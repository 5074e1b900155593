/** What a control socket understands, and what it tells. */
@NullMarked
package io.poolwatch.control;

import org.jspecify.annotations.NullMarked;
