/**
 * Who is told of verdicts: HAProxy's agent and runtime commands, syslog and the like.
 *
 * <p>The only package that speaks HAProxy's tongue. May import {@code cluster}, {@code pool} and
 * whatever {@code pool} may import.
 */
@NullMarked
package io.poolwatch.sink;

import org.jspecify.annotations.NullMarked;
