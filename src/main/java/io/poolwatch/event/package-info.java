/**
 * Event records and the event log: one line per event, its text and its JSON form.
 *
 * <p>Only this package formats event lines, and only it knows what of them is for operators alone,
 * see {@link io.poolwatch.event.Quotes}. May import {@code model}; every package but {@code model}
 * and {@code check} may import it.
 */
@NullMarked
package io.poolwatch.event;

import org.jspecify.annotations.NullMarked;
