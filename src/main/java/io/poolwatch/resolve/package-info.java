/**
 * Names to addresses, off every probe's path.
 *
 * <p>Imports {@code spec}, {@code event} and {@code model}.
 */
@NullMarked
package io.poolwatch.resolve;

import org.jspecify.annotations.NullMarked;
