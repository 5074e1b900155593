/**
 * Validated configuration as plain values: what to probe, how, and when. Made by {@code config},
 * read by everyone who does the work, so that actors never see a HOCON object.
 *
 * <p>Imports {@code check} and {@code model}.
 */
@NullMarked
package io.poolwatch.spec;

import org.jspecify.annotations.NullMarked;
