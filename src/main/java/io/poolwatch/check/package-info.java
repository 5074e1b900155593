/**
 * Scripts, steps, dialogues and matchers: what a check sends, what it expects, and what follows.
 *
 * <p>Pure: no clock, no I/O, no logging. May import {@code model} and, of Pekko, {@code ByteString}
 * alone.
 */
@NullMarked
package io.poolwatch.check;

import org.jspecify.annotations.NullMarked;
