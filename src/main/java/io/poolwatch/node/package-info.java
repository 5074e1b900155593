/**
 * One process at work: the actor system with its pools, resolver and watchdog, from a validated
 * configuration until it is stopped.
 *
 * <p>Imports {@code pool} and what is below it, and {@code metrics}.
 */
@NullMarked
package io.poolwatch.node;

import org.jspecify.annotations.NullMarked;
