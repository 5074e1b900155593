/**
 * Event records and the event log: one line per event, its text and its JSON form.
 *
 * <p>Only this package formats event lines. May import {@code model}; every package but {@code
 * model} and {@code check} may import it.
 */
@NullMarked
package io.poolwatch.event;

import org.jspecify.annotations.NullMarked;
