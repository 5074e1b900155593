/**
 * The pool actor and its protocol: supervises servers, makes their transitions this node's votes.
 *
 * <p>May import {@code server}, {@code resolve} and whatever these may import.
 */
@NullMarked
package io.poolwatch.pool;

import org.jspecify.annotations.NullMarked;
