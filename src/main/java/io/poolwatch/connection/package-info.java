/**
 * The connection actor and its protocol: one attempt after the other, with phases and deadlines;
 * beside it the program actor, for checks that are external programs.
 *
 * <p>It knows nothing of HTTP or of health. May import {@code net}, {@code model} and {@code
 * event}.
 */
@NullMarked
package io.poolwatch.connection;

import org.jspecify.annotations.NullMarked;
