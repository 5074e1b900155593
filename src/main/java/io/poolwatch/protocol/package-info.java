/**
 * The protocols that checks speak; each is one file that compiles to a {@code CheckScript} of steps
 * or a {@code Dialogue}.
 *
 * <p>Pure: no clock, no I/O, no logging. May import {@code check} and {@code model} and, of Pekko,
 * {@code ByteString} alone.
 */
@NullMarked
package io.poolwatch.protocol;

import org.jspecify.annotations.NullMarked;
