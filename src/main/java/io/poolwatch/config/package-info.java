/**
 * HOCON to validated specs, every error of meaning at once and with its file and line.
 *
 * <p>The only package beside the importer that touches the HOCON library; it builds the settings of
 * the actor systems, too. May import {@code spec}, {@code check}, {@code event} and {@code model}.
 */
@NullMarked
package io.poolwatch.config;

import org.jspecify.annotations.NullMarked;
